import { refusalOf, type TaskVerb } from '@clearway/contract/can-do'
import { taskActions, type TaskFacts } from '../../actions/task-actions.ts'

export const bulkVerbs = [
  'enqueue',
  'abort',
  'reset',
  'archive',
  'unarchive',
  'tag',
  'publish',
  'delete',
] as const satisfies readonly TaskVerb[]
export type BulkVerb = (typeof bulkVerbs)[number]
export interface PickedTask extends TaskFacts {
  readonly id: string
}
interface Refused {
  /** `already completed`: goes after how many cannot. */
  readonly reason: string
  readonly count: number
}
export interface BulkPlan {
  /** The ids of the tasks to which it can be done. */
  readonly ids: readonly string[]
  /** For how many it cannot be done, by reason. */
  readonly refused: readonly Refused[]
}

/** To which of the picked tasks something can be done, and for how many it cannot, and why. */
export function planOf(verb: BulkVerb, tasks: readonly PickedTask[]): BulkPlan {
  const judged = tasks.map((task) => ({ id: task.id, refusal: refusalOf(verb, task)?.short }))
  const reasons = Map.groupBy(judged, ({ refusal }) => refusal)
  return {
    ids: (reasons.get(undefined) ?? []).map(({ id }) => id),
    refused: [...reasons].flatMap(([reason, of]) => (reason === undefined ? [] : [{ reason, count: of.length }])),
  }
}

/** What is asked before something is done to the picked tasks that allow it; undefined: nothing. */
export function questionOf(verb: BulkVerb, { ids }: BulkPlan, tasks: readonly PickedTask[]): string | undefined {
  const live = tasks.filter(({ id, status }) => ids.includes(id) && (status === 'in_progress' || status === 'queued')).length
  return taskActions[verb].questionForMany?.(ids.length === 1 ? 'the task' : `${ids.length} tasks`, live)
}

/** `2 cannot: already completed`; empty if it can be done to all. */
export function refusedText({ refused }: BulkPlan): string {
  const count = refused.reduce((sum, one) => sum + one.count, 0)
  if (refused.length === 1) return `${count} cannot: ${refused[0]?.reason}`
  return count === 0 ? '' : `${count} cannot: ${refused.map((one) => `${one.count} ${one.reason}`).join(', ')}`
}
