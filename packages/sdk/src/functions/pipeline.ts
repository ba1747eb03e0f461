import type { StepCallOptions } from './function-options.ts'
import { type GivenParameters, parameterSet, type ParameterSource, type ParametersOf } from './parameter-set.ts'
import type { RunCheck } from '../pipeline/invalid-pipeline.ts'
import type { PipelineFunctionOptions, RunOptions } from './pipeline-options.ts'
import type { FunctionRun } from './function-run.ts'
import type { ProgramFunction } from './program-function.ts'
import type { RetryRunOptions } from './retry-run.ts'
import { defineFunction, definitionOf } from './step.ts'
import type { StepResult } from './step-result.ts'
import type { Unwired, Wired } from './wired.ts'

/** A pipeline. Called in another pipeline's body it is a step of that run; `run` starts a run of its own. */
export interface Pipeline<Given, R> {
  /** Adds the pipeline to the run whose body calls it, as a step. */
  (parameters?: Wired<Given>, options?: StepCallOptions): StepResult<R>
  /** Names the pipeline, and its runs. */
  readonly name: string
  /**
   * Starts a run. By default its controller is enqueued, for agents to take, and the promise resolves when it is; with `local` or `debug` this process
   * drives the run, and the promise resolves when it has ended.
   *
   * ```ts
   * const run = await churn.run({ rows: 500 })
   * console.log(await run.result())
   * ```
   *
   * @throws InvalidPipeline, or InvalidParameters if nothing else is wrong, with all faults at once; nothing is created then
   */
  run(parameters?: Given, options?: RunOptions): Promise<FunctionRun<R>>
  /** Finds what `run` with the same words would refuse, or wait for: parameters, steps, base tasks, queues, agents. Starts nothing. */
  check(parameters?: Given, options?: RunOptions): Promise<RunCheck>
  /**
   * Lets a run of this pipeline go on after its end, with the code that the pipeline has now: what failed begins anew, or the step `from`, with all steps
   * below. What has completed is not repeated.
   */
  retry(run: string, options?: RetryRunOptions): Promise<FunctionRun<R>>
}

/**
 * Defines a pipeline: a function, the body, that calls steps.
 *
 * An `async` body is a program: what it awaits is a step's value, so it may branch and loop on it. It runs in a process of its own, and again from its
 * beginning when that process is restarted; steps that it had called before are found, not run again. So it calls the same steps with the same inputs
 * each time: what is random or reads a clock belongs in a step.
 *
 * A body that is not `async` lists steps, and passes their results on without awaiting them. It is called where the run is started, or checked, and needs
 * no process: the server drives the run, unless a step has a callback.
 *
 * @param parameters default values, whose types the parameters have, or a TypeBox schema or Standard Schema of an object
 */
export function pipeline<const S extends ParameterSource, R>(
  name: string,
  parameters: S,
  body: (parameters: ParametersOf<S>) => R,
  options: PipelineFunctionOptions = {},
): Pipeline<GivenParameters<S>, Unwired<R>> {
  if (typeof body !== 'function') throw new TypeError(`Pipeline '${name}' has no body.`)
  const { timeLimit } = options
  if (timeLimit !== undefined && !(Number.isFinite(timeLimit) && timeLimit > 0))
    throw new TypeError(`Pipeline '${name}' has the timeLimit ${timeLimit}. Give seconds above 0.`)
  const set = parameterSet(parameters)
  const work = {
    by: 'pipeline' as const,
    parameters: set,
    body: body as unknown as (parameters: Record<string, unknown>) => unknown,
    isGraph: body.constructor.name !== 'AsyncFunction',
    options,
  }
  const own = (): ProgramFunction => {
    const definition = definitionOf(made)
    if (definition === undefined) throw new TypeError(`Pipeline '${name}' is not defined.`)
    return definition
  }
  // What starts runs is loaded where it is needed: a step's process starts none.
  const run = async (given: unknown, runOptions: RunOptions = {}): Promise<unknown> =>
    (await import('./start-run.ts')).startRun(own(), (given ?? {}) as Record<string, unknown>, runOptions)
  const check = async (given: unknown, runOptions: RunOptions = {}): Promise<unknown> =>
    (await import('./start-run.ts')).checkBeforeStart(own(), (given ?? {}) as Record<string, unknown>, runOptions)
  const retry = async (id: string, retryOptions: RetryRunOptions = {}): Promise<unknown> =>
    (await import('./retry-run.ts')).retryRun(own(), id, retryOptions)
  const made = defineFunction<Pipeline<GivenParameters<S>, Unwired<R>>>(pipeline, { name, options: {}, work }, { run, check, retry })
  return made
}
