import type { TaskStatus } from '@clearway/contract/status'
import type { PipelineDefinition, StepDefinition } from './definition.ts'
import type { Json } from './json.ts'

interface OfStep {
  readonly step: string
}

interface OfAttempt extends OfStep {
  /** Counted from 1. */
  readonly attempt: number
}

/**
 * Everything that can happen to a run. `at` is the host's time in milliseconds, stored for display: nothing is decided by it. Repeated
 * and late observations change nothing. The answer of a callback is an event, so a replay never calls it again.
 */
export type RunEvent = { readonly at?: number } & (
  | {
      readonly type: 'run_started'
      readonly run: string
      readonly definition: PipelineDefinition
      /** Whether more steps will be added while it runs, until `steps_closed`. */
      readonly dynamic?: boolean
    }
  | { readonly type: 'step_added'; readonly definition: StepDefinition }
  /** The body calls a step again that a retry kept. With other inputs the step begins anew, with the kept ones below it once they are called. */
  | { readonly type: 'step_recalled'; readonly definition: StepDefinition }
  /** A mapped step becomes these concrete steps, and is done when all of them are. */
  | ({ readonly type: 'step_expanded'; readonly into: readonly StepDefinition[] } & OfStep)
  /**
   * No more steps will be added; `failure` is set if the controller's own code broke, `uncalled` names steps that a retry kept and that a body did not
   * call although it ran to its end.
   */
  | { readonly type: 'steps_closed'; readonly failure?: string; readonly uncalled?: readonly string[] }
  | ({
      readonly type: 'pre_execute_decided'
      readonly decision: 'run' | 'skip'
      /** All parameters of the step, as the callback set them. */
      readonly parameters?: Readonly<Record<string, string>>
    } & OfStep)
  | ({ readonly type: 'step_cached'; readonly task: string } & OfStep)
  /** No task to reuse was found. */
  | ({ readonly type: 'cache_missed'; readonly reason?: string } & OfStep)
  | ({ readonly type: 'step_launched'; readonly task: string } & OfAttempt)
  /** The step cannot be launched, because for instance a reference names nothing, its base task is deleted, or a callback threw. */
  | ({ readonly type: 'launch_failed'; readonly reason: string } & OfStep)
  | ({ readonly type: 'step_status'; readonly task: string; readonly status: TaskStatus; readonly reason?: string } & OfAttempt)
  | ({ readonly type: 'step_timed_out'; readonly reason?: string } & OfAttempt)
  | ({ readonly type: 'retry_decided'; readonly retry: boolean } & OfAttempt)
  /** `error` fails the step, however its task ended. */
  | ({ readonly type: 'post_execute_done'; readonly error?: string } & OfStep)
  | { readonly type: 'stop_requested'; readonly reason: string }
  /** The run has taken longer than its time limit: it stops, and fails. */
  | { readonly type: 'run_timed_out'; readonly reason?: string }
  /** Nothing new is launched from now on; what runs goes on. */
  | { readonly type: 'paused'; readonly reason?: string }
  | { readonly type: 'resumed' }
  /** Values of the pipeline's parameters for what is launched from now on. */
  | { readonly type: 'parameters_changed'; readonly parameters: Readonly<Record<string, Json>> }
  /**
   * These steps, which have ended, and all steps below them begin anew; an ended run goes on. Attempts go on counting. `baseTasks` replaces the
   * base tasks of steps, by their names, with new code for example. With `recalls` the body of a run starts anew, also that of a live run: steps that it
   * calls begin when it calls them again, with the inputs that it then gives them, those that it does not call again are skipped, and the steps that are kept
   * may be called with other inputs. With `awaitCalls` alone, as older code has it, kept steps cannot change.
   */
  | {
      readonly type: 'steps_retried'
      readonly steps: readonly string[]
      readonly baseTasks?: Readonly<Record<string, string>>
      readonly awaitCalls?: true
      readonly recalls?: true
    }
)

export type RunEventOf<Type extends RunEvent['type']> = RunEvent & { readonly type: Type }
