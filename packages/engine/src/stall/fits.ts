import type { FleetWorker, LightLane, QueuedTask, Resources } from './fleet.ts'

/** The amounts that are compared. */
const amounts = ['gpus', 'gpuMemory', 'cpus', 'memory'] as const

/** One thing that a place has too little of: an amount, or a label. */
export type Shortage = (typeof amounts)[number] | `label ${string}`

/** What a place lacks for a task; nothing, if the task fits. */
export function shortages(needs: Resources, has: Resources): Shortage[] {
  const short: Shortage[] = amounts.filter((amount) => (needs[amount] ?? 0) > (has[amount] ?? Number.POSITIVE_INFINITY))
  if (has.labels === undefined) return short
  for (const label of needs.labels ?? []) if (!has.labels.includes(label)) short.push(`label ${label}`)
  return short
}

/** Whether a place lacks nothing. Field by field, because it is asked for every kind of task and place of a queue. */
export function fits(needs: Resources, has: Resources): boolean {
  if (needs.gpus !== undefined && has.gpus !== undefined && needs.gpus > has.gpus) return false
  if (needs.memory !== undefined && has.memory !== undefined && needs.memory > has.memory) return false
  if (needs.cpus !== undefined && has.cpus !== undefined && needs.cpus > has.cpus) return false
  if (needs.gpuMemory !== undefined && has.gpuMemory !== undefined && needs.gpuMemory > has.gpuMemory) return false
  return needs.labels === undefined || has.labels === undefined || needs.labels.every((label) => has.labels?.includes(label))
}

/** Whether a task may go to a light lane at all. */
export function isForLightLane(task: Pick<QueuedTask, 'isLight' | 'needs'>): boolean {
  return task.isLight && (task.needs.gpus ?? 0) === 0
}

/** Whether a lane takes the tasks of a queue, light ones or (in services mode) all. */
export function laneServes(lane: LightLane, queue: string, isLight: boolean): boolean {
  if (!lane.alive || lane.serves === 'off') return false
  if (!isLight && lane.takes !== 'all') return false
  return lane.serves === 'any' || lane.queues.includes(queue)
}

/** Whether a worker takes tasks from a queue. */
export function workerServes(worker: FleetWorker, queue: string): boolean {
  return worker.alive && worker.queues.includes(queue)
}
