import { hostname } from 'node:os'

/** The task of this process, as the process's environment variables describe it. */
export interface ProcessContext {
  /** The task that an agent, or a pipeline that runs its steps locally, started this process for. */
  readonly taskId: string | undefined
  /** Whether this process sends its own output as the task's log, because the process that started it does not. */
  readonly sendsLog: boolean
  /** The worker that runs this process, as its agent names it; else the name of the machine. */
  readonly worker: string
}

export function readProcessContext(env: Readonly<Record<string, string | undefined>> = process.env): ProcessContext {
  const given = env['CLEARML_TASK_ID'] ?? env['TRAINS_TASK_ID']
  const taskId = given === undefined || given === '' ? undefined : given
  const sendsLog = taskId === undefined || env['CLEARML_LOG_TASK_TO_BACKEND'] === '1'
  return { taskId, sendsLog, worker: env['CLEARML_WORKER_ID'] ?? env['CLEARML_WORKER_NAME'] ?? hostname() }
}
