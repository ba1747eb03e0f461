import { AsyncLocalStorage } from 'node:async_hooks'
import type { Logger } from '../task/logger.ts'
import type { Task } from '../task.ts'

/** What a step's function can know and do of its own task. */
export interface StepContext {
  /** The step's task. */
  readonly task: Task
  /** Sends scalars, plots and log lines. */
  readonly logger: Logger
  /** The step's inputs as texts, keyed `Args/name`. */
  readonly parameters: Readonly<Record<string, string>>
  /** Counted from 1. */
  readonly attempt: number
  /** Aborted once somebody asks for the step to be stopped. */
  readonly signal: AbortSignal
  /** Stores a value as an artifact of the step’s task. */
  readonly uploadArtifact: Task['uploadArtifact']
}

const contexts = new AsyncLocalStorage<StepContext>()

/** Runs a step's function with its context. */
export function inStep<T>(context: StepContext, work: () => T): T {
  return contexts.run(context, work)
}

/**
 * The context of the step whose function calls this.
 *
 * @throws outside of a step's function
 */
export function stepContext(): StepContext {
  const context = contexts.getStore()
  if (context === undefined) throw new Error('step.context() is called outside of a step. Call it in a step’s function.')
  return context
}

/** The task of the step whose function calls this; undefined outside of a step. */
export function stepTask(): Task | undefined {
  return contexts.getStore()?.task
}
