import { givenOf } from '@clearway/contract/given'
import { defineStep, type StepDefinition } from '@clearway/engine'
import { monitoredPairs, monitorFields } from '../pipeline/monitors.ts'
import type { StepCode } from '../pipeline/step-options.ts'
import type { NewStep } from './calls.ts'
import { wholeBackoff } from './function-options.ts'
import type { ProgramFunction } from './program-function.ts'

/** A step of a body as the engine runs it. The body decides what its failure means, so to the engine none fails the run. */
export function definitionOfStep({ name, called, parameters, parents }: NewStep, drafts: Readonly<Record<string, string>>): StepDefinition {
  const { retries = 0, backoff, join, timeLimit, queue, cache, stage } = called.options
  const baseTask = drafts[called.name]
  if (baseTask === undefined)
    throw new Error(
      `Step '${called.name}' is no part of this program: the file of the pipeline does not import it, or the task or a file that it names did not exist when the run was started. \`clearway pipeline check FILE\` says which.`,
    )
  const { preExecute, postExecute, shouldRetry, statusChangeCallback, monitored } = codeOf(called)
  return defineStep({
    name,
    function: called.name,
    baseTask,
    parents,
    parameters,
    retries: typeof retries === 'number' ? retries : 0,
    hasRetryCallback: shouldRetry !== undefined,
    hasPreExecute: preExecute !== undefined,
    hasPostExecute: postExecute !== undefined || monitored !== undefined,
    ...(statusChangeCallback === undefined ? {} : { hasStatusCallback: true }),
    ...monitorFields(monitored),
    continueOnFail: true,
    continueOnAbort: true,
    ...givenOf({
      retryBackoff: backoff && wholeBackoff(backoff),
      join,
      timeoutSeconds: timeLimit,
      queue,
      cacheExecuted: cache,
      stage,
    }),
  })
}

/** What the pipeline's process does for a step. */
export function codeOf({ name, options }: ProgramFunction): StepCode {
  const { retries, preExecute, postExecute, statusChangeCallback } = options
  const monitored = monitoredPairs(name, options)
  return {
    ...givenOf({ preExecute, postExecute, statusChangeCallback, monitored }),
    ...(typeof retries === 'function' ? { shouldRetry: retries } : {}),
  }
}
