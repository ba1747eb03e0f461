import type { Trigger } from '@clearway/contract'
import type { Api } from '@clearway/sdk'
import { findNamed } from '../../starts/find-named.ts'

/** Finds the trigger that a user means, with this many of its last fires. */
export async function findTrigger(api: Api, given: string, fires = 0): Promise<Trigger> {
  return findNamed('trigger', await allTriggers(api, fires), given)
}

const pageSize = 500

/** All triggers, with this many of their last fires. */
export async function allTriggers(api: Api, fires: number): Promise<Trigger[]> {
  const all: Trigger[] = []
  for (let page = 0; ; page += 1) {
    const { triggers } = await api.triggers.get_all({ fires, page, page_size: pageSize })
    all.push(...triggers)
    if (triggers.length < pageSize) return all
  }
}
