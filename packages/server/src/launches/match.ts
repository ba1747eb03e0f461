import { readConfig } from '../db/tables/task-parts.ts'
import { countLaunches, findEarlierLaunch, type LaunchKey, launchesWithAttempts } from '../db/tables/launches.ts'
import type { Reader } from '../scope.ts'
import { type Definition, stepName } from './definition.ts'

export interface Match {
  /** How many launches of the same step and definition this incarnation has made before this one. */
  readonly ordinal: number
  /** The task that an earlier incarnation made with the same launch. */
  readonly task: string | undefined
}

/**
 * Finds the earlier launch that this one repeats: the k-th launch of a step and definition matches the k-th of an earlier incarnation in the same
 * generation. Two launches of one incarnation never match.
 */
export async function matchLaunch(reader: Reader, key: LaunchKey, { hash }: Definition): Promise<Match> {
  const ordinal = await countLaunches(reader, key, hash)
  return { ordinal, task: await findEarlierLaunch(reader, key, hash, ordinal) }
}

/**
 * The task and attempt of each parent of a step, as this incarnation launched them. A parent name that several nodes share is left out, because it is
 * ambiguous.
 */
export async function parentsOf(reader: Reader, key: LaunchKey): Promise<string[]> {
  const names = parentNames((await readConfig(reader, key.controller, 'Pipeline')) ?? '{}', key.step)
  if (names.length === 0) return []
  const rows = await launchesWithAttempts(reader, key, names)
  return names.flatMap((name) => {
    const [launched, ...others] = rows.filter((row) => row.step === name)
    return launched === undefined || others.length > 0 ? [] : [`${launched.task}:${launched.attempt ?? 0}`]
  })
}

function parentNames(pipeline: string, step: string): string[] {
  try {
    const nodes = JSON.parse(pipeline) as Readonly<Record<string, { readonly parents?: readonly string[] }>>
    return (nodes[step]?.parents ?? []).map(stepName)
  } catch {
    // Another form than ClearML's: the parents are still part of the definition by the parameters that name them.
    return []
  }
}
