import { hasEnded, type ResponseOf, type tasks } from '@clearway/contract'
import { findTasks } from '../db/tables/found-tasks.ts'
import { attemptsOf } from '../db/tables/past-attempts.ts'
import { readStepTasks } from '../db/tables/run-steps.ts'
import type { Reader } from '../scope.ts'

type Attempt = ResponseOf<typeof tasks.get_attempts>['attempts'][number]
type AttemptRow = Awaited<ReturnType<typeof attemptsOf>>[number]
type TaskRow = Awaited<ReturnType<typeof readStepTasks>>[number]

/** The attempts at tasks. A task that ran outside of any agent has one, of which its own times are known. */
export async function listAttempts(reader: Reader, asked: readonly string[]): Promise<Attempt[]> {
  const ids = (await findTasks(reader, asked)).map(({ id }) => id)
  const rows = Map.groupBy(await attemptsOf(reader, ids), ({ task }) => task)
  const others = new Map(
    (
      await readStepTasks(
        reader,
        ids.filter((id) => !rows.has(id)),
      )
    ).map((task) => [task.id, task]),
  )
  return ids.flatMap((id) => {
    const task = others.get(id)
    return task === undefined
      ? (rows.get(id) ?? []).map((row, index, all) => shownAttempt(row, all[index - 1]?.ended ?? undefined))
      : ownAttempt(task)
  })
}

/** An attempt on the wire; `before` is when the attempt before it at the task ended. */
export function shownAttempt(row: AttemptRow, before?: number): Attempt {
  const { task, number, state, queueName, claimed, started, ended, worker, lane, ended_as: outcome, exit_code, reason } = row
  // The entry of a task that is queued again has its former place, and with it the time of that.
  const queued = row.queued === null ? before : Math.max(row.queued, before ?? 0)
  return {
    task,
    number,
    state: state === 'lost' ? 'ended' : state,
    ...(queueName === null ? {} : { queue: queueName }),
    ...(queued === undefined ? {} : { queued }),
    claimed,
    ...(started === null ? {} : { started }),
    ...(ended === null ? {} : { ended }),
    worker,
    lane,
    ...(outcome === null || ended === null ? {} : { outcome }),
    ...(exit_code === null ? {} : { exit_code }),
    ...(reason === '' || ended === null ? {} : { reason }),
  }
}

function ownAttempt({
  id,
  status,
  started,
  completed,
  status_changed: changed,
  status_reason,
  status_message,
  last_worker,
}: TaskRow): Attempt[] {
  if (started === null) return []
  const isOver = hasEnded(status)
  const reason = status_message || status_reason
  return [
    {
      task: id,
      number: 0,
      state: isOver ? 'ended' : 'running',
      started,
      ...(isOver ? { ended: completed ?? changed, outcome: status } : {}),
      ...(last_worker === null || last_worker === '' ? {} : { worker: last_worker }),
      ...(isOver && reason !== '' ? { reason } : {}),
    },
  ]
}
