import type { OperationTx } from '../context.ts'
import { parse } from '../db/sql/json.ts'
import type { Definition, LaunchParts } from './definition.ts'
import { endOfAttemptNumber } from '../db/tables/past-attempts.ts'
import { type LaunchKey, launchesOfStep } from '../db/tables/launches.ts'
import { readTaskColumns } from '../db/tables/tasks.ts'

/** How an attempt of a controller ends when no user decided to end it. */
const notDecided = ['lost', 'handed_back', 'expired', 'moved']

export interface FirstDecision {
  readonly task: string
  /** The paths in which the new launch differs from the first. */
  readonly differs: readonly string[]
}

/**
 * The earlier launch that this one repeats although it differs. After a crash with unchanged code, the launch with the same key is the same even if a
 * parameter holds a new time stamp or seed. Excluded: a restart that a user asked for, decorator controllers (their function may have branched
 * differently), and steps whose parents have other results.
 */
export async function firstDecision(tx: OperationTx, key: LaunchKey, definition: Definition): Promise<FirstDecision | undefined> {
  const { controller, incarnation } = key
  if (tx.settings.resume === 'strict') return undefined
  const end = await endOfAttemptNumber(tx, controller, incarnation - 1)
  if (end === undefined || !notDecided.includes(end)) return undefined
  const { script } = await readTaskColumns(tx, controller, ['script'])
  if (script.includes('PipelineDecorator')) return undefined
  const launches = await launchesOfStep(tx, key)
  const ordinal = launches.filter((launch) => launch.incarnation === incarnation).length
  const earlier = launches.filter((launch) => launch.incarnation < incarnation)
  const latest = Math.max(...earlier.map((launch) => launch.incarnation))
  const found = earlier.filter((launch) => launch.incarnation === latest)[ordinal]
  if (found === undefined) return undefined
  const [was, is] = [parse<LaunchParts>(found.parts), parse<LaunchParts>(definition.parts)]
  if (JSON.stringify(was.parents) !== JSON.stringify(is.parents)) return undefined
  return { task: found.task, differs: differences(was, is) }
}

function differences(was: LaunchParts, is: LaunchParts): string[] {
  return (['script', 'params', 'configurations', 'container'] as const).flatMap((part) => {
    const [a, b] = [was[part] as Readonly<Record<string, unknown>>, is[part] as Readonly<Record<string, unknown>>]
    const names = new Set([...Object.keys(a), ...Object.keys(b)])
    return [...names].filter((name) => JSON.stringify(a[name]) !== JSON.stringify(b[name])).map((name) => `${part} ${name}`)
  })
}
