import type { Resources as TaskResources } from '@clearway/contract'

/** What a slot has, or what a task needs. */
export interface Resources extends Readonly<Omit<TaskResources, 'labels'>> {
  readonly labels?: readonly string[]
}

/** A slot of a worker, which runs one task at a time. */
export interface FleetSlot {
  /** An amount that is not stated counts as enough: published agents state none. */
  readonly resources: Resources
  /** The task that holds it; absent if it is idle. */
  readonly running?: string
}

/** An agent's step lane, or a published agent. */
export interface FleetWorker {
  readonly id: string
  readonly kind: 'own' | 'stock'
  readonly alive: boolean
  /** In the order in which it takes from them. */
  readonly queues: readonly string[]
  readonly slots: readonly FleetSlot[]
}

/** A lane without slots: the light lane of an agent of ours, or a published agent in services mode (`serves: 'own'`, `takes: 'all'`). */
export interface LightLane {
  readonly id: string
  readonly alive: boolean
  /** The queues whose light tasks it takes: any, its own, or none. */
  readonly serves: 'any' | 'own' | 'off'
  readonly takes: 'light' | 'all'
  readonly queues: readonly string[]
  /** Whether it has room now, or can make room by evicting a waiting task. */
  readonly hasRoom: boolean
  readonly running: readonly string[]
}

/** A task that waits in a queue. */
export interface QueuedTask {
  readonly id: string
  readonly queue: string
  readonly needs: Resources
  /** Whether it is of a light type and not sent to a slot: it may run in a light lane as long as it needs no GPU. */
  readonly isLight: boolean
  readonly isPaused: boolean
  /** The time before which nobody may take it, if that has not come; milliseconds since the epoch. */
  readonly delayedUntil?: number
  /** Tasks that must end before it may run. */
  readonly parents: readonly string[]
  /** Tasks that use up a limit on how many may run at once; it may run when any of them ends. */
  readonly limitedBy: readonly string[]
}

/** A task that runs. */
export interface RunningTask {
  readonly id: string
  /** The queue that it was taken from. */
  readonly queue: string
  /** The tasks that it was observed to wait for; those that are not live are ignored, and so is itself. */
  readonly waitsFor: readonly string[]
  /** Whether it is a service or monitor, which ends only when somebody stops it. */
  readonly isEndless: boolean
  /** Whether it is a pipeline's controller that continues where it was if it is started again elsewhere. */
  readonly isResumable: boolean
  /** Whether it holds a slot of an agent of ours and can continue without it. */
  readonly mayLeave: boolean
}

/** Everything that the analysis reads, at one moment. */
export interface Fleet {
  readonly workers: readonly FleetWorker[]
  readonly lanes: readonly LightLane[]
  readonly queued: readonly QueuedTask[]
  readonly running: readonly RunningTask[]
}
