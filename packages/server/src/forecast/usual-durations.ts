import { pipelineOfRun } from '@clearway/engine'
import { type Namesakes, pastDurations } from '../db/tables/past-durations.ts'
import type { Reader } from '../scope.ts'

/** What is forecast: a step, or a run, as their tasks have it. */
export interface Forecastable {
  readonly id: string
  readonly project: string | null
  readonly name: string | null
  readonly type: string | null
}

/** How long earlier executions took, in ms. */
export interface UsualDuration {
  readonly median: number
  readonly longest: number
}

/** How many numbers a run's name is followed back: `iris #42` took as long as `iris #41`, `iris #40` … */
const runsBack = 9

/** How long each task usually takes, by its id: from the last executions of the same step, or of the same pipeline, in its project. No history, no entry. */
export async function usualDurations(reader: Reader, tasks: readonly Forecastable[]): Promise<ReadonlyMap<string, UsualDuration>> {
  const asked = tasks.map((task) => ({ id: task.id, of: namesakesOf(task) }))
  const distinct = new Map(asked.flatMap(({ of }) => of).map((one) => [keyOf(one), one]))
  const past = new Map((await pastDurations(reader, [...distinct.values()])).map((one) => [keyOf(one), one.durations]))
  return new Map(
    asked.flatMap(({ id, of }) => {
      const durations = of.flatMap((one) => past.get(keyOf(one)) ?? []).toSorted((a, b) => a - b)
      const [median, longest] = [durations[durations.length >> 1], durations.at(-1)]
      return median === undefined || longest === undefined ? [] : [[id, { median, longest }] as const]
    }),
  )
}

function namesakesOf({ project, name, type }: Forecastable): Namesakes[] {
  if (project === null || name === null) return []
  if (type !== 'controller') return [{ project, name }]
  const plain = pipelineOfRun(name)
  const number = Number(name.slice(plain.length + 2)) || 1
  const earlier = Array.from({ length: Math.min(runsBack, number) }, (_, back) => number - back)
  return [...new Set([plain, ...earlier.map((one) => (one === 1 ? plain : `${plain} #${one}`))])].map((one) => ({ project, name: one }))
}

function keyOf({ project, name }: Namesakes): string {
  return `${project}/${name}`
}

/**
 * When something that started at `since` is expected to end: after the median, or when that has passed, after the longest time that it ever took.
 * Undefined if it takes longer than ever, because then nothing is known.
 */
export function expectedEnd(since: number, usual: UsualDuration | undefined, now: number): number | undefined {
  if (usual === undefined) return undefined
  return [since + usual.median, since + usual.longest].find((end) => end > now)
}
