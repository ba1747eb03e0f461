import type { StepStatus } from '@clearway/contract'
import type { PipelineHead, StepDefinition } from './definition.ts'
import { emptyMap, entriesOf, getEntry } from './persistent-map.ts'
import type { PersistentMap } from './persistent-map.ts'

/**
 * Version of the stored events and of what they lead to. Increase it with any change that older code cannot replay, and let `versionNeeded` name the events
 * that need it: programs that were bundled before go on with the runs that have none of them.
 */
export const engineVersion = 3

/** The final statuses of a step. */
export type StepOutcome = Exclude<StepStatus, 'pending' | 'queued' | 'running'>

/**
 * What a step waits for: its parents (`waiting`), the end of a pause (`held`), an answer of the host (`deciding`, `caching`, `expanding`,
 * `launching`, `retrying`, `posting`), its task (`launched`), the concrete steps that it became (`expanded`), or nothing (`done`).
 */
export type StepPhase =
  | 'waiting'
  | 'held'
  | 'deciding'
  | 'caching'
  | 'expanding'
  | 'expanded'
  | 'launching'
  | 'launched'
  | 'retrying'
  | 'posting'
  | 'done'

/** The outcomes of the members of an expanded step: the concrete steps that it became. */
export interface Members {
  readonly count: number
  readonly left: number
  readonly failed: number
  readonly aborted: number
  readonly skipped: number
}

/** An execution of a step that has ended, and after which the step began again. */
export interface EndedTry {
  readonly task: string
  readonly status: StepStatus
  readonly reason?: string
  readonly startedAt?: number
  readonly endedAt?: number
}

/** One step of a run. */
export interface StepState {
  readonly definition: StepDefinition
  /** Its position in the order in which steps were defined or added, from 0. */
  readonly index: number
  readonly parents: readonly string[]
  readonly children: readonly string[]
  /** How many parents are not done; the step starts when there are none. */
  readonly unfinishedParents: number
  readonly status: StepStatus
  readonly phase: StepPhase
  /** 0 before the first launch. */
  readonly attempt: number
  readonly task?: string
  /** Its executions before the present one, in their order: a further attempt may run the same task again. */
  readonly earlierTries?: readonly EndedTry[]
  /** How many of its attempts came before its latest retry by a person: they do not count as `retries`. */
  readonly earlierAttempts?: number
  /** Whether the next launch makes a new task, although there were attempts before. */
  readonly needsNewTask?: true
  /** What a pause of the run delays: the step's beginning, its cache check or expansion, or its launch. */
  readonly heldBefore?: 'begin' | 'prepare' | 'launch'
  /** Parameters as the pre-execute callback set them. */
  readonly parameters?: Readonly<Record<string, string>>
  /** The reason for which its task is being stopped. */
  readonly stopping?: string
  /** Its outcome, while the post-execute callback runs. */
  readonly outcome?: StepOutcome
  readonly reason?: string
  /** Why no finished task could be used instead, if the step has a cache. */
  readonly cacheMiss?: string
  /** The mapped step that it came from. */
  readonly group?: string
  readonly members?: Members
  /** Of a mapped step that begins anew: the steps that it became before, which it may become again. */
  readonly formerMembers?: readonly string[]
  /**
   * What a retry lets the step wait for, beside its parents: a further call by the pipeline's body (`call`), or for a former member the expansion of its
   * mapped step (`expansion`). A former member that the expansion does not name is skipped, and goes on waiting for the next one.
   */
  readonly awaits?: 'call' | 'expansion'
  /** Whether a retry kept it and the body has not called it since: a call with other inputs begins it anew. */
  readonly calledBeforeRetry?: true
  /** Whether it was skipped or stopped because the body did not call it again: the next retry lets it wait for a call. */
  readonly uncalled?: true
  readonly startedAt?: number
  readonly endedAt?: number
}

/** `stopping` waits for live tasks to end; the last three are final. */
export type RunStatus = 'new' | 'running' | 'stopping' | 'completed' | 'failed' | 'stopped'

/** The state of a run, as plain JSON. */
export interface RunState {
  readonly engineVersion: number
  readonly run: string
  readonly status: RunStatus
  readonly pipeline: PipelineHead
  readonly steps: PersistentMap<StepState>
  readonly stepCount: number
  /** Steps in any phase but `waiting` and `done`. */
  readonly live: number
  /** Whether more steps may be added. */
  readonly open: boolean
  /** Whether its steps are added by a program while it runs. */
  readonly dynamic?: true
  /** Set while nothing new is launched. */
  readonly paused?: { readonly reason?: string; readonly at?: number }
  /** The first reason for which the run fails. */
  readonly failure?: string
  readonly stopRequested?: string
  readonly startedAt?: number
  readonly endedAt?: number
  /** The time limit counts from here: the start, the latest retry or the latest resumption. */
  readonly limitedFrom?: number
}

/** The state of a run before its first event. */
export const newRun: RunState = {
  engineVersion,
  run: '',
  status: 'new',
  pipeline: { name: '', version: '', parameters: {} },
  steps: emptyMap(),
  stepCount: 0,
  live: 0,
  open: false,
}

export function stepOf(state: RunState, name: string): StepState | undefined {
  return getEntry(state.steps, name)
}

/** All steps, in the order in which they were defined or added. */
export function stepsOf(state: RunState): StepState[] {
  return [...entriesOf(state.steps)].map(([, step]) => step).sort((a, b) => a.index - b.index)
}

/** Whether a run has ended for good. */
export function isEnded(state: RunState): boolean {
  return state.status === 'completed' || state.status === 'failed' || state.status === 'stopped'
}

/** How many of the steps of a run are done, in percent; 100 for a run without steps. */
export function percentDone(state: RunState): number {
  const steps = stepsOf(state)
  if (steps.length === 0) return 100
  return Math.round((100 * steps.filter(({ phase }) => phase === 'done').length) / steps.length)
}
