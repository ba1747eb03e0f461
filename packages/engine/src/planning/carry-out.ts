import type { Task } from '@clearway/contract'
import type { Command } from '../commands.ts'
import type { RunEvent } from '../events.ts'
import type { RunState, StepState } from '../run-state.ts'
import { findCached } from './find-cached.ts'
import type { Host, LaunchedTask } from './host.ts'
import { knownStep, taskName } from './planner.ts'
import type { Planner } from './planner.ts'
import { whyMissed } from './why-missed.ts'

/** The commands that concern a step. The other one, `finish`, is the host's own: it ends the hosting. */
export type StepCommand = Exclude<Command, { type: 'finish' }>
export type LaunchCommand = Extract<Command, { type: 'launch' }>

/** Where a command is carried out. */
export interface Site {
  readonly host: Host
  readonly planner: Planner
  readonly state: RunState
}

/**
 * Carries out a command and gives the event that answers it; none for `stop_task`, which the next status of the task answers. Rejects if
 * the command failed: `failureOf` gives the event of the failure.
 */
export async function carryOut(command: StepCommand, { host, planner, state }: Site): Promise<RunEvent | undefined> {
  const step = knownStep(state, command.step)
  const { step: name } = command
  const { preExecute, shouldRetry, postExecute } = host.callbacks(step.group ?? name)
  switch (command.type) {
    case 'decide_pre_execute': {
      const parameters = await planner.parameters(state, step, command.parameters)
      if (preExecute === undefined) return { type: 'pre_execute_decided', step: name, decision: 'run' }
      return { type: 'pre_execute_decided', step: name, ...(await preExecute({ name, parameters })) }
    }
    case 'find_cached': {
      const { hash, compared } = await planner.cacheKey(state, step, command.parameters)
      if (hash === undefined) return { type: 'cache_missed', step: name, reason: 'its code is pinned to no commit' }
      const found = await findCached(host, hash)
      if ('task' in found) return { type: 'step_cached', step: name, task: found.task }
      return { type: 'cache_missed', step: name, reason: found.reason ?? whyMissed(compared, await earlierOf(host, step)) }
    }
    case 'expand':
      return { type: 'step_expanded', step: name, into: await planner.expansion(state, step) }
    case 'launch':
      return launchedEvent(command, await host.launch(await planner.launch(state, command)))
    case 'decide_retry': {
      const { attempt, reason, task } = command
      const retry = task !== '' && (await shouldRetry?.({ name, attempt, reason, task })) === true
      return { type: 'retry_decided', step: name, attempt, retry }
    }
    case 'run_post_execute':
      await postExecute?.({ name, outcome: command.outcome, task: command.task })
      return { type: 'post_execute_done', step: name }
    case 'stop_task':
      await host.stop(command.task, command.reason)
      return undefined
  }
}

/** The newest finished task of a step. If earlier runs had fewer calls of its function, and so no step of this name: of the first call. */
async function earlierOf(host: Host, { definition: { name, function: called } }: StepState): Promise<Task | undefined> {
  return (
    (await host.findEarlier(taskName(name))) ?? (called === undefined || called === name ? undefined : host.findEarlier(taskName(called)))
  )
}

/** The event that answers a launch. */
export function launchedEvent({ step, attempt }: LaunchCommand, { task }: LaunchedTask): RunEvent {
  return { type: 'step_launched', step, attempt, task }
}

/** The event that answers a command that failed. A task that cannot be stopped is no failure of its step: that throws. */
export function failureOf(command: StepCommand, reason: string): RunEvent {
  const { step } = command
  switch (command.type) {
    case 'decide_pre_execute':
    case 'find_cached':
    case 'expand':
    case 'launch':
      return { type: 'launch_failed', step, reason }
    case 'decide_retry':
      return { type: 'retry_decided', step, attempt: command.attempt, retry: false }
    case 'run_post_execute':
      return { type: 'post_execute_done', step, error: reason }
    case 'stop_task':
      throw new Error(`Step '${step}' could not be stopped: ${reason}`)
  }
}
