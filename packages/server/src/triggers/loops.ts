import type { TriggerEntity } from '@clearway/contract'
import { launchersOf } from '../db/tables/trigger-sources.ts'
import { firesOfTasks } from '../db/tables/triggers.ts'
import type { Reader } from '../scope.ts'

/** How many triggers may follow on each other. */
const longestChain = 10

interface Link {
  readonly entity: TriggerEntity
  readonly source: string
}

/**
 * Why a trigger must not fire for a task or model: it came of the trigger's own work, or of a chain of triggers that is too long. Undefined if it may.
 * The chain is followed from what triggered it to the task that launched that, to what had triggered that task, and so on.
 */
export async function whyLoop(reader: Reader, trigger: string, { entity, source }: Link): Promise<string | undefined> {
  let level: readonly Link[] = [{ entity, source }]
  const seen = new Set<number>()
  for (let length = 1; level.length > 0; length += 1) {
    const fires = []
    for (const link of level) fires.push(...(await firesOfTasks(reader, await launchersOf(reader, link.entity, link.source))))
    if (fires.some((fire) => fire.trigger === trigger)) return 'it came of what this trigger itself started'
    level = fires.filter(({ seq }) => !seen.has(seq))
    for (const { seq } of fires) seen.add(seq)
    if (level.length > 0 && length >= longestChain) return `it came of a chain of ${longestChain} triggers`
  }
  return undefined
}
