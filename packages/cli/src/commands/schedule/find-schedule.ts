import type { Schedule } from '@clearway/contract'
import type { Api } from '@clearway/sdk'
import { allPages } from '../../lookup/all-pages.ts'
import { findNamed } from '../../starts/find-named.ts'

/** Finds the schedule that a user means. */
export async function findSchedule(api: Api, given: string): Promise<Schedule> {
  return findNamed('schedule', await allSchedules(api), given)
}

/** All schedules, with their next due time and last fire. */
export async function allSchedules(api: Api): Promise<Schedule[]> {
  return allPages(async (page) => (await api.schedules.get_all(page)).schedules)
}
