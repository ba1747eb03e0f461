import type { Launch } from '@clearway/contract'
import { visibleText } from '@clearway/contract/visible-text'
import { carryOut, failureOf, type LaunchCommand, Planner, type RunEvent, type RunState, type StepCommand } from '@clearway/engine'
import pLimit from 'p-limit'
import { isApiError } from '../api-error.ts'
import { apiHost, type ApiHostOptions } from './api-host.ts'
import { isAskedToStop } from './asked-to-stop.ts'
import { TakenOver } from './run-log.ts'

export interface AnswerOptions extends ApiHostOptions {
  /** The run as it stands when a command is carried out. */
  readonly state: () => RunState
  readonly onStopRequested: () => void
}

export interface CommandAnswerer {
  /** Carries out what the engine asks for, and gives the event that answers it. What goes wrong with a step is the step's failure; rejects only where the run as a whole cannot go on. */
  readonly answer: (command: StepCommand) => Promise<RunEvent | undefined>
  /** A launch as a request that may be made along with these events. Undefined where it may not, or cannot be planned: `answer` tells why. */
  readonly ride: (command: LaunchCommand, state: RunState) => Promise<Launch | undefined>
}

export function commandAnswerer(options: AnswerOptions): CommandAnswerer {
  const host = apiHost(options)
  const planner = new Planner(host)
  const limit = pLimit(16)
  return { answer, ride }

  async function ride(command: LaunchCommand, state: RunState): Promise<Launch | undefined> {
    if (!options.runner.launchesWithEvents) return undefined
    return limit(() => planner.launch(state, command)).catch(() => undefined)
  }

  async function answer(command: StepCommand): Promise<RunEvent | undefined> {
    const carry = (): Promise<RunEvent | undefined> => carryOut(command, { host, planner, state: options.state() })
    try {
      return await (command.type === 'launch' || command.type === 'find_cached' ? limit(carry) : carry())
    } catch (error) {
      if (isApiError(error, 'attempt_ended')) {
        // The server refuses launches as soon as the run is asked to stop, which may be before this process has heard of it.
        if (!(await isAskedToStop(options.connection.api, options.run))) throw new TakenOver(options.run, error)
        options.onStopRequested()
        return failureOf(command, 'a stop was asked for')
      }
      if (isApiError(error, 'unreachable', 'no_answer', 'unavailable')) throw error
      const reason = error instanceof Error ? error.message : String(error)
      if (command.type === 'decide_retry')
        process.emitWarning(visibleText(`The retry callback of step '${command.step}' broke, so it is not tried again: ${reason}`))
      return failureOf(command, reason)
    }
  }
}
