import { attemptStandings } from '../db/tables/attempts.ts'
import { hasEnded, type TaskStatus } from '@clearway/contract'
import type { Clock, Reader } from '../scope.ts'

/** How long a process may run after its own code has set the task's status: it is still sending its last log lines. */
const finalOutputMilliseconds = 10_000

/**
 * Which of an agent's attempts have to stop, and why: those that no longer hold their task, those asked to stop, those whose task has another status.
 */
export async function stopsFor(
  reader: Reader & Clock,
  running: readonly string[],
  stopping: readonly string[],
): Promise<{ attempt: string; reason: string }[]> {
  const asked = running.filter((id) => !stopping.includes(id))
  if (asked.length === 0) return []
  const rows = await attemptStandings(reader, asked)
  return asked.flatMap((attempt) => {
    const row = rows.find(({ id }) => id === attempt)
    const reason =
      row === undefined
        ? 'the server does not know this attempt'
        : reasonToStop({ ...row, settled: reader.now() - row.status_changed > finalOutputMilliseconds })
    return reason === undefined ? [] : [{ attempt, reason }]
  })
}

interface Standing {
  readonly state: string
  readonly status: TaskStatus
  readonly stop_requested: 0 | 1
  readonly settled: boolean
}

function reasonToStop({ state, status, stop_requested, settled }: Standing): string | undefined {
  if (state === 'lost' || state === 'ended') return 'the attempt no longer holds the task'
  if (stop_requested === 1) return 'aborted'
  if (state !== 'running') return undefined
  if (status === 'stopped') return 'aborted'
  if (status === 'created' || status === 'queued') return `the task is ${status} again`
  return hasEnded(status) && status !== 'completed' && settled ? `the task is ${status}` : undefined
}
