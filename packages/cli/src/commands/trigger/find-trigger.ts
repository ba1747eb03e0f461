import type { Trigger } from '@clearway/contract'
import type { Api } from '@clearway/sdk'
import { allPages } from '../../lookup/all-pages.ts'
import { findNamed } from '../../starts/find-named.ts'

/** Finds the trigger that a user means, with this many of its last fires. */
export async function findTrigger(api: Api, given: string, fires = 0): Promise<Trigger> {
  return findNamed('trigger', await allTriggers(api, fires), given)
}

/** All triggers, with this many of their last fires. */
export async function allTriggers(api: Api, fires: number): Promise<Trigger[]> {
  return allPages(async (page) => (await api.triggers.get_all({ fires, ...page })).triggers)
}
