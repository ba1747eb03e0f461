import { defineStep, type StepDefinition } from '@clearway/engine'
import type { StepCallbacks } from '../pipeline/step-options.ts'
import type { NewStep } from './calls.ts'
import type { StepFunctionOptions } from './function-options.ts'

/** Seconds: the longest wait before a further attempt, where the options name none. */
const longestBackoff = 3600

/** A step of a body as the engine runs it. The body decides what its failure means, so to the engine none fails the run. */
export function definitionOfStep({ name, called, parameters, parents }: NewStep, drafts: Readonly<Record<string, string>>): StepDefinition {
  const { retries = 0, backoff, join, timeLimit, queue, cache, stage } = called.options
  const baseTask = drafts[called.name]
  if (baseTask === undefined)
    throw new Error(`Step '${called.name}' is no part of this program: the file of the pipeline does not import it.`)
  const { preExecute, postExecute, shouldRetry } = callbacksOf(called.options)
  return defineStep({
    name,
    function: called.name,
    baseTask,
    parents,
    parameters,
    retries: typeof retries === 'number' ? retries : 0,
    hasRetryCallback: shouldRetry !== undefined,
    hasPreExecute: preExecute !== undefined,
    hasPostExecute: postExecute !== undefined,
    continueOnFail: true,
    continueOnAbort: true,
    ...(backoff === undefined ? {} : { retryBackoff: { factor: 2, maxSeconds: longestBackoff, ...backoff } }),
    ...(join === undefined ? {} : { join }),
    ...(timeLimit === undefined ? {} : { timeoutSeconds: timeLimit }),
    ...(queue === undefined ? {} : { queue }),
    ...(cache === undefined ? {} : { cacheExecuted: cache }),
    ...(stage === undefined ? {} : { stage }),
  })
}

/** The callbacks of a step. */
export function callbacksOf({ retries, preExecute, postExecute }: StepFunctionOptions): StepCallbacks {
  return {
    ...(preExecute === undefined ? {} : { preExecute }),
    ...(postExecute === undefined ? {} : { postExecute }),
    ...(typeof retries === 'function' ? { shouldRetry: retries } : {}),
  }
}
