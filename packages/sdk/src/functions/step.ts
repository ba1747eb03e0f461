import { callSiteOf } from './call-site.ts'
import { stepContext } from './context.ts'
import { type StepCallOptions, checkName, checkOptions, type StepFunctionOptions } from './function-options.ts'
import type { ProgramFunction } from './program-function.ts'
import { register } from './registry.ts'
import { callStep, isInBody } from './scope.ts'
import type { StepResult } from './step-result.ts'
import type { InputArguments } from './wired.ts'

/** A step of pipelines. Called in a pipeline's body it adds a step to the run; each call is a task of its own. */
export interface StepFunction<I, O> {
  (...args: InputArguments<I, StepCallOptions>): StepResult<O>
  /** Names the step. */
  readonly name: string
}

/** A step that is a function of the program. */
export interface LocalStepFunction<I, O> extends StepFunction<I, O> {
  /** The function itself, to call outside of a pipeline, as in a test. */
  readonly fn: (input: I) => O | Promise<O>
}

/** Adds a function to the program and gives what calls it. */
export function defineFunction<F>(
  definer: (...args: never[]) => unknown,
  { name, options, work }: Omit<ProgramFunction, 'site'>,
  own: object,
): F {
  const what = work.by === 'pipeline' ? 'A pipeline' : 'A step'
  checkName(what, name)
  checkOptions(name, options)
  if (isInBody())
    throw new Error(
      `${what} '${name}' is defined while a pipeline's body runs, so the process of a step would not find it. Define it at the top of the file.`,
    )
  const made = { name, site: callSiteOf(definer), options, work }
  register(made)
  const call = (input?: unknown, called?: StepCallOptions): StepResult<unknown> => callStep(made, input, called)
  functions.set(call, made)
  return Object.assign(Object.defineProperty(call, 'name', { value: name }), own) as unknown as F
}

const functions = new WeakMap<object, ProgramFunction>()

/** The definition behind a step or pipeline; undefined for any other value. */
export function definitionOf(value: unknown): ProgramFunction | undefined {
  return typeof value === 'function' ? functions.get(value) : undefined
}

/**
 * Defines a step: a function that runs as a task of its own. It takes one object and gives a value; both are carried by JSON, typed arrays, bytes, dates
 * and files (`file(path)`), at any depth.
 *
 * ```ts
 * const train = step('train', async ({ rows, lr }: { rows: Row[]; lr: number }) => fit(rows, lr), { retries: 2, resources: { gpus: 1 } })
 * ```
 *
 * @param name unique in the program; names the step's tasks
 * @throws TypeError for a name or options that a step cannot have
 */
function defineStepFunction<I extends object | void = void, O = void>(
  name: string,
  fn: (input: I) => O | Promise<O>,
  options: StepFunctionOptions = {},
): LocalStepFunction<I, O> {
  if (typeof fn !== 'function') throw new TypeError(`Step '${name}' has no function to run.`)
  return defineFunction<LocalStepFunction<I, O>>(
    defineStepFunction,
    { name, options, work: { by: 'function', call: fn as (input: unknown) => unknown } },
    { fn },
  )
}

export const step: typeof defineStepFunction & { readonly context: typeof stepContext } = Object.assign(defineStepFunction, {
  context: stepContext,
})
