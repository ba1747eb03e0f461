import { hostname } from 'node:os'

/** What the process is told about the task it runs for. */
export interface Surroundings {
  /** The task that an agent, or a pipeline that runs its steps here, started this process for. */
  readonly taskId: string | undefined
  /** Whether this process sends its own output as the task's log: true unless whoever started it does. */
  readonly sendsLog: boolean
  readonly worker: string
}

export function readSurroundings(env: Readonly<Record<string, string | undefined>> = process.env): Surroundings {
  const given = env['CLEARML_TASK_ID'] ?? env['TRAINS_TASK_ID']
  const taskId = given === undefined || given === '' ? undefined : given
  const sendsLog = taskId === undefined || env['CLEARML_LOG_TASK_TO_BACKEND'] === '1'
  return { taskId, sendsLog, worker: env['CLEARML_WORKER_ID'] ?? env['CLEARML_WORKER_NAME'] ?? hostname() }
}
