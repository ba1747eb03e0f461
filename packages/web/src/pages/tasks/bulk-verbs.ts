import { hasEnded, taskCanBecome, type TaskStatus } from '@clearway/contract/status'
import { lookOf } from '../../ui/look.ts'

export const bulkVerbs = ['enqueue', 'abort', 'reset', 'archive', 'unarchive', 'tag'] as const
export type BulkVerb = (typeof bulkVerbs)[number]
export interface PickedTask {
  readonly id: string
  readonly status: TaskStatus
  readonly isArchived: boolean
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

/** Why something cannot be done to a task; undefined if it can. */
function refusalOf(verb: BulkVerb, { status, isArchived }: PickedTask): string | undefined {
  const label = lookOf(status).label
  switch (verb) {
    case 'enqueue':
      if (status === 'queued') return 'already queued'
      return taskCanBecome('queued', status) ? undefined : label
    case 'abort':
      if (status === 'created') return 'drafts'
      return hasEnded(status) ? `already ${label}` : undefined
    case 'reset':
      if (status === 'created') return 'already drafts'
      return taskCanBecome('created', status) ? undefined : label
    case 'archive':
      return isArchived ? 'already archived' : undefined
    case 'unarchive':
      return isArchived ? undefined : 'not archived'
    case 'tag':
      return undefined
  }
}

/** To which of the picked tasks something can be done, and for how many it cannot, and why. */
export function planOf(verb: BulkVerb, tasks: readonly PickedTask[]): BulkPlan {
  const judged = tasks.map((task) => ({ id: task.id, refusal: refusalOf(verb, task) }))
  const reasons = Map.groupBy(judged, ({ refusal }) => refusal)
  return {
    ids: (reasons.get(undefined) ?? []).map(({ id }) => id),
    refused: [...reasons].flatMap(([reason, of]) => (reason === undefined ? [] : [{ reason, count: of.length }])),
  }
}

/** `2 cannot: already completed`; empty if it can be done to all. */
export function refusedText({ refused }: BulkPlan): string {
  const count = refused.reduce((sum, one) => sum + one.count, 0)
  if (refused.length === 1) return `${count} cannot: ${refused[0]?.reason}`
  return count === 0 ? '' : `${count} cannot: ${refused.map((one) => `${one.count} ${one.reason}`).join(', ')}`
}
