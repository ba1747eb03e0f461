import type { TaskType } from '@clearway/contract'
import type { JoinRule, RetryBackoff } from '@clearway/engine'
import type { Monitors } from '../pipeline/monitors.ts'
import type { StepCallbacks } from '../pipeline/step-options.ts'
import type { CreateOptions } from '../task/create.ts'

/** How a step runs. */
export interface StepFunctionOptions extends Monitors {
  /** How many attempts may follow a failed one, or a callback of the pipeline's program that decides; default: 0. */
  readonly retries?: number | NonNullable<StepCallbacks['shouldRetry']>
  /**
   * The wait before each further attempt: `seconds` before the second one, each time `factor` times longer (default: 2), at most `maxSeconds` (default:
   * 3600, at most 30 days); default: none.
   */
  readonly backoff?: { readonly seconds: number; readonly factor?: number; readonly maxSeconds?: number }
  /**
   * When it runs, of the steps before it. `all`: all completed. `any`: all have ended and one of them completed. `none-failed`: none failed, but some may
   * have been skipped. An input whose step gave no result is then undefined. Default: `all`.
   */
  readonly join?: JoinRule
  /** Seconds from the start of its process after which an attempt is stopped. */
  readonly timeLimit?: number
  /** What it needs of the machine, such as `{ gpus: 1 }`. */
  readonly resources?: NonNullable<CreateOptions['resources']>
  /** The queue by name or id; default: that of the pipeline. */
  readonly queue?: string
  /** Whether a finished task with the same code of the step and the same inputs is used instead of a new one; default: false. */
  readonly cache?: boolean
  /** A heading under which pages list the step. */
  readonly stage?: string
  /** Tags of its tasks. */
  readonly tags?: readonly string[]
  /** The type of its task; default: `training`. */
  readonly type?: TaskType
  /** Refused: steps run as processes, not yet in containers. */
  readonly container?: { readonly image: string }
  /** Decides in the pipeline's process whether the step runs: false skips it and all steps that need it. */
  readonly preExecute?: StepCallbacks['preExecute']
  /** Called in the pipeline's process when the step has ended; an error that it throws fails the step. */
  readonly postExecute?: StepCallbacks['postExecute']
  /** Called in the pipeline's process when the step's status has changed, at most once for each change. */
  readonly statusChangeCallback?: StepCallbacks['statusChangeCallback']
}

/** What a call may set for its step. */
export interface StepCallOptions {
  /** The step's name in the run; default: the function's, with a number from the second call on. */
  readonly name?: string
  /** Results of steps that have to be done before, beside those that are part of the input. */
  readonly after?: readonly PromiseLike<unknown>[]
}

/** The wait before further attempts, with its defaults. */
export function wholeBackoff(backoff: NonNullable<StepFunctionOptions['backoff']>): RetryBackoff {
  return { factor: 2, maxSeconds: 3600, ...backoff }
}

const nameForm = /^[\p{L}\p{N}_][\p{L}\p{N}_ .-]*$/u

/** Throws for a name that a step or pipeline cannot have. */
export function checkName(what: string, name: string): void {
  if (typeof name !== 'string' || !nameForm.test(name) || name.length > 100)
    throw new TypeError(
      `${what} cannot be called ${JSON.stringify(name)}. Use at most 100 letters, digits, blanks and the signs _ . - and begin with a letter or digit.`,
    )
  if (what === 'A pipeline' && name.length < 3)
    throw new TypeError(
      `A pipeline cannot be called ${JSON.stringify(name)}: its runs are named for it, and names have at least 3 characters.`,
    )
  if (name === 'pipeline') throw new TypeError(`${what} cannot be called 'pipeline': references use that word for the pipeline itself.`)
}
