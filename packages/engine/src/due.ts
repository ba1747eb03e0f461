import { launchKey } from './commands.ts'
import type { Command } from './commands.ts'
import { isEnded, stepsOf } from './run-state.ts'
import { delayBefore } from './failure-rules.ts'
import type { RunState, StepState } from './run-state.ts'

/**
 * The command that a step's state calls for. It depends on the state alone: the reducer gives it when it changes, and a host that starts
 * anew gets all of them by `pendingCommands`, so the two cannot disagree.
 */
export function dueCommand(run: Pick<RunState, 'run' | 'pipeline'>, step: StepState): Command | undefined {
  const { definition, attempt, task } = step
  const { name } = definition
  const parameters = step.parameters ?? definition.parameters
  switch (step.phase) {
    case 'deciding':
      return { type: 'decide_pre_execute', step: name, parameters }
    case 'caching':
      return { type: 'find_cached', step: name, parameters }
    case 'expanding':
      return { type: 'expand', step: name }
    case 'launching': {
      const queue = definition.queue ?? run.pipeline.defaultQueue
      const delaySeconds = delayBefore(definition, attempt - (step.earlierAttempts ?? 0))
      return {
        type: 'launch',
        step: name,
        attempt,
        key: launchKey(run.run, name, attempt),
        queue,
        parameters,
        ...(delaySeconds > 0 ? { delaySeconds } : {}),
      }
    }
    case 'launched':
      if (step.stopping === undefined || task === undefined) return undefined
      return { type: 'stop_task', step: name, attempt, task, reason: step.stopping }
    case 'retrying':
      return { type: 'decide_retry', step: name, attempt, task: task ?? '', reason: step.reason ?? '' }
    case 'posting':
      return { type: 'run_post_execute', step: name, task, outcome: step.outcome ?? 'completed' }
    case 'waiting':
    case 'held':
    case 'expanded':
    case 'done':
      return undefined
  }
}

/** Whether two commands of one step are the same. */
export function isSameCommand(a: Command | undefined, b: Command | undefined): boolean {
  if (a === undefined || b === undefined) return a === b
  const attempt = (command: Command): number => ('attempt' in command ? command.attempt : 0)
  return a.type === b.type && attempt(a) === attempt(b)
}

/** The command that ends a run, once it has ended. */
export function finishCommand(state: RunState): Command | undefined {
  const { status } = state
  if (status !== 'completed' && status !== 'failed' && status !== 'stopped') return undefined
  const reason = status === 'stopped' ? state.stopRequested : status === 'failed' ? state.failure : undefined
  return { type: 'finish', status, reason: reason ?? '' }
}

/** All commands that are not answered yet, in the order of the steps: a new host process carries them out again. */
export function pendingCommands(state: RunState): Command[] {
  const finish = finishCommand(state)
  if (isEnded(state)) return finish === undefined ? [] : [finish]
  return stepsOf(state).flatMap((step) => dueCommand(state, step) ?? [])
}
