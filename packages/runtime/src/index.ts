/**
 * Runs a task's program on this machine, for an agent and for a pipeline that runs its steps itself: makes its code and environment, starts and ends its
 * processes, sends its output to its log.
 *
 * ```ts
 * const executor = new ProcessExecutor({ rootOf })
 * const handle = executor.open(attempt)
 * const { spec } = await makeReady({ executor, handle, root: rootOf(attempt), identity, code, settings, environment, authorization, signal })
 * await executor.start(spec)
 * const ending = await executor.wait(handle, signal)
 * ```
 * @module
 */
export { describeExit } from './describe-exit.ts'
export { trimCache } from './environments/trim-cache.ts'
export { uvOf } from './environments/uv.ts'
export type { Ending, Execution, Executor } from './executors/executor.ts'
export { ProcessExecutor } from './executors/process/process-executor.ts'
export { faultPoint } from './fault.ts'
export { Redactor } from './logs/redact.ts'
export { type LogShipping, type ShippedLine, shipLogs } from './logs/ship-logs.ts'
export { makeReady, prepareRoot } from './make-ready.ts'
export { retry } from './retry.ts'
export { type ReadyTask, UnsupportedTask } from './set-up.ts'
export { readUserSettings, type UserSettings } from './user-settings.ts'
export type { TaskIdentity } from './variables/task-environment.ts'
