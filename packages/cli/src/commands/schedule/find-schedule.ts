import type { Schedule } from '@clearway/contract'
import type { Api } from '@clearway/sdk'
import { findNamed } from '../../starts/find-named.ts'

/** Finds the schedule that a user means. */
export async function findSchedule(api: Api, given: string): Promise<Schedule> {
  return findNamed('schedule', await allSchedules(api), given)
}

const pageSize = 500

/** All schedules, with their next due time and last fire. */
export async function allSchedules(api: Api): Promise<Schedule[]> {
  const all: Schedule[] = []
  for (let page = 0; ; page += 1) {
    const { schedules } = await api.schedules.get_all({ page, page_size: pageSize })
    all.push(...schedules)
    if (schedules.length < pageSize) return all
  }
}
