import type { Code, Lease } from '@clearway/contract'
import type { Executor } from '@clearway/runtime'
import type { Api } from '@clearway/sdk'
import { untilAnswered } from '../retry.ts'

interface Recording {
  /** Calls as the attempt. */
  readonly api: Api
  readonly executor: Pick<Executor, 'addLine'>
  readonly lease: Lease
  readonly script: Code['script']
  readonly signal: AbortSignal
}

/**
 * Stores the commit that runs in a task that named none, so that it can be run again as it was; ClearML's agent (3.0.3) does so before the task's
 * code begins. The task runs even if the server refuses the edit.
 */
export async function recordCommit(commit: string | undefined, { api, executor, lease, script, signal }: Recording): Promise<void> {
  if (commit === undefined || script.version_num) return
  const edit = { task: lease.task, script: { version_num: commit }, force: true }
  try {
    await untilAnswered((abort) => api.tasks.edit(edit, { signal: abort, patienceSeconds: 0 }), signal)
  } catch (error) {
    signal.throwIfAborted()
    await executor.addLine(lease.attempt, `The commit ${commit} could not be stored in the task: ${String(error)}`)
  }
}
