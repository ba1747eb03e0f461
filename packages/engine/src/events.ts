import type { TaskStatus } from '@clearway/contract/status'
import type { PipelineDefinition, StepDefinition } from './definition.ts'

interface OfStep {
  readonly step: string
}

interface OfAttempt extends OfStep {
  /** Counted from 1. */
  readonly attempt: number
}

/**
 * All that can happen to a run. `at` is the host's time in milliseconds, kept for display: nothing is decided by it. Repeated
 * and late observations are harmless; what a callback answered is an event, so that a replay never asks it again.
 */
export type RunEvent = { readonly at?: number } & (
  | {
      readonly type: 'run_started'
      readonly run: string
      readonly definition: PipelineDefinition
      /** More steps will be added while it runs, until `steps_closed`. */
      readonly dynamic?: boolean
    }
  | { readonly type: 'step_added'; readonly definition: StepDefinition }
  /** A mapped step becomes these concrete ones, and is done when they are. */
  | ({ readonly type: 'step_expanded'; readonly into: readonly StepDefinition[] } & OfStep)
  /** No step will be added any more; `failure` says that the controller's own code broke. */
  | { readonly type: 'steps_closed'; readonly failure?: string }
  | ({
      readonly type: 'pre_execute_decided'
      readonly decision: 'run' | 'skip'
      /** All parameters, as the callback left them. */
      readonly parameters?: Readonly<Record<string, string>>
    } & OfStep)
  | ({ readonly type: 'step_cached'; readonly task: string } & OfStep)
  /** Nothing to reuse was found; `reason` is the first difference. */
  | ({ readonly type: 'cache_missed'; readonly reason?: string } & OfStep)
  | ({ readonly type: 'step_launched'; readonly task: string } & OfAttempt)
  /** The step cannot be launched at all: a reference that names nothing, a base task that is gone, a callback that threw. */
  | ({ readonly type: 'launch_failed'; readonly reason: string } & OfStep)
  | ({ readonly type: 'step_status'; readonly task: string; readonly status: TaskStatus; readonly reason?: string } & OfAttempt)
  | ({ readonly type: 'step_timed_out'; readonly reason?: string } & OfAttempt)
  | ({ readonly type: 'retry_decided'; readonly retry: boolean } & OfAttempt)
  /** `error` fails the step, whatever its task did. */
  | ({ readonly type: 'post_execute_done'; readonly error?: string } & OfStep)
  | { readonly type: 'stop_requested'; readonly reason: string }
)
