export const taskStatuses = [
  'created',
  'queued',
  'in_progress',
  'stopped',
  'closed',
  'failed',
  'completed',
  'publishing',
  'published',
] as const
export type TaskStatus = (typeof taskStatuses)[number]

export const taskTypes = [
  'training',
  'testing',
  'inference',
  'data_processing',
  'application',
  'monitor',
  'controller',
  'report',
  'optimizer',
  'service',
  'qc',
  'custom',
] as const
export type TaskType = (typeof taskTypes)[number]

/** Types of tasks that coordinate others and do not compute. They run in a light lane unless they ask for a GPU. */
export const lightTypes = ['controller', 'optimizer', 'service', 'monitor'] as const satisfies readonly TaskType[]
export function isLight(type: TaskType): boolean {
  return (lightTypes as readonly TaskType[]).includes(type)
}

/**
 * The statuses to which a client may move a task from each status. The same status is always allowed, and `force` skips the table.
 * Source: ClearML server 2.3.0.
 */
export const taskMoves = {
  created: ['queued', 'in_progress'],
  queued: ['created', 'in_progress', 'stopped'],
  in_progress: ['created', 'stopped', 'failed', 'completed'],
  stopped: ['created', 'queued', 'in_progress', 'closed', 'failed', 'completed', 'publishing', 'published'],
  closed: ['created', 'stopped', 'failed', 'publishing', 'published'],
  failed: ['created', 'queued', 'stopped', 'published'],
  completed: ['created', 'in_progress', 'published'],
  publishing: ['published'],
  published: [],
} as const satisfies Record<TaskStatus, readonly TaskStatus[]>

export function taskCanBecome(to: TaskStatus, from: TaskStatus): boolean {
  return from === to || (taskMoves[from] as readonly TaskStatus[]).includes(to)
}

export function statusesBefore(to: TaskStatus): TaskStatus[] {
  return taskStatuses.filter((from) => taskCanBecome(to, from))
}

/** Statuses that no attempt changes any more, until the task is queued or reset. `closed` is one of them here, while ClearML's controllers wait on it. */
export const endedStatuses = [
  'stopped',
  'closed',
  'failed',
  'completed',
  'publishing',
  'published',
] as const satisfies readonly TaskStatus[]
export function hasEnded(status: TaskStatus): boolean {
  return (endedStatuses as readonly TaskStatus[]).includes(status)
}
/** Statuses of a task that has ended well. */
export function hasCompleted(status: TaskStatus): boolean {
  return status === 'completed' || status === 'publishing' || status === 'published'
}

/** Statuses of a task whose results a cached step may take, and whose time counts for what the task usually takes. */
export const finishedStatuses = ['completed', 'published'] as const satisfies readonly TaskStatus[]

/** Statuses of a task that has not ended. */
export const openStatuses = ['created', 'queued', 'in_progress'] as const satisfies readonly TaskStatus[]

/** The statuses of a step, named as in ClearML's DAG form and pages, in the order in which they are counted. */
export const stepStatuses = ['pending', 'queued', 'running', 'completed', 'failed', 'aborted', 'cached', 'skipped'] as const
export type StepStatus = (typeof stepStatuses)[number]
