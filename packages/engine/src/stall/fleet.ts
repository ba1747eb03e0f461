/** What a slot has, or what a task asks for. What a slot does not say is taken to be enough: stock agents say nothing. */
export interface Resources {
  readonly gpus?: number
  readonly gpuMemory?: number
  readonly cpus?: number
  readonly memory?: number
  readonly labels?: readonly string[]
}

/** One counted place of a worker. */
export interface FleetSlot {
  readonly resources: Resources
  /** The task that holds it; idle without one. */
  readonly running?: string
}

/** An agent's step lane, or a stock agent. */
export interface FleetWorker {
  readonly id: string
  readonly kind: 'own' | 'stock'
  readonly alive: boolean
  /** In the order in which it looks through them. */
  readonly queues: readonly string[]
  readonly slots: readonly FleetSlot[]
}

/** An uncounted place: a light lane of an agent of ours, or a stock agent in services mode (`serves: 'own'`, `takes: 'all'`). */
export interface LightLane {
  readonly id: string
  readonly alive: boolean
  /** Whose light tasks it takes: those of any queue, of its own queues, or none. */
  readonly serves: 'any' | 'own' | 'off'
  readonly takes: 'light' | 'all'
  readonly queues: readonly string[]
  /** It has room now, or can make room by evicting one that waits. */
  readonly hasRoom: boolean
  readonly running: readonly string[]
}

/** A task that waits in a queue. */
export interface QueuedTask {
  readonly id: string
  readonly queue: string
  readonly needs: Resources
  /** Of a light type, and sent to no slot: it may go to a light lane as long as it asks for no GPU. */
  readonly isLight: boolean
  readonly isPaused: boolean
  /** Tasks that must end before it may run. */
  readonly parents: readonly string[]
  /** Tasks that use up a limit on how many may run at once; the end of any of them lets it pass. */
  readonly limitedBy: readonly string[]
}

/** A task that runs. */
export interface RunningTask {
  readonly id: string
  /** Where it was queued. */
  readonly queue: string
  /** The tasks whose end it was seen to wait for; those that are not live are ignored, and so is itself. */
  readonly waitsFor: readonly string[]
  /** A service or monitor: it ends when somebody stops it. */
  readonly isEndless: boolean
  /** A pipeline's controller that can be started again elsewhere and goes on where it was. */
  readonly isResumable: boolean
  /** It holds a slot of an agent of ours, and can go on without one. */
  readonly mayLeave: boolean
}

/** Everything that the analysis looks at, at one moment. */
export interface Fleet {
  readonly workers: readonly FleetWorker[]
  readonly lanes: readonly LightLane[]
  readonly queued: readonly QueuedTask[]
  readonly running: readonly RunningTask[]
}
