import type { LightLane, QueuedTask, Resources } from './fleet.ts'

/** The amounts that are compared. */
const amounts = ['gpus', 'gpuMemory', 'cpus', 'memory'] as const

/** Something that a slot has too little of: an amount, or a label. */
export type Shortage = (typeof amounts)[number] | `label ${string}`

/** What a slot lacks for a task; empty if the task fits. */
export function shortages(needs: Resources, has: Resources): Shortage[] {
  const short: Shortage[] = amounts.filter((amount) => (needs[amount] ?? 0) > (has[amount] ?? Number.POSITIVE_INFINITY))
  if (has.labels === undefined) return short
  for (const label of needs.labels ?? []) if (!has.labels.includes(label)) short.push(`label ${label}`)
  return short
}

/** Whether a slot lacks nothing. Field by field and without a list, because it is called for each demand and pool of a queue. */
export function fits(needs: Resources, has: Resources): boolean {
  if (needs.gpus !== undefined && has.gpus !== undefined && needs.gpus > has.gpus) return false
  if (needs.memory !== undefined && has.memory !== undefined && needs.memory > has.memory) return false
  if (needs.cpus !== undefined && has.cpus !== undefined && needs.cpus > has.cpus) return false
  if (needs.gpuMemory !== undefined && has.gpuMemory !== undefined && needs.gpuMemory > has.gpuMemory) return false
  return needs.labels === undefined || has.labels === undefined || needs.labels.every((label) => has.labels?.includes(label))
}

/** Whether a task may run in a light lane at all. */
export function isForLightLane(task: Pick<QueuedTask, 'isLight' | 'needs'>): boolean {
  return task.isLight && (task.needs.gpus ?? 0) === 0
}

/** Whether a lane takes tasks of a queue: light ones or, in services mode, all. */
export function laneServes(lane: LightLane, queue: string, isLight: boolean): boolean {
  if (!lane.alive || lane.serves === 'off') return false
  if (!isLight && lane.takes !== 'all') return false
  return lane.serves === 'any' || lane.queues.includes(queue)
}
