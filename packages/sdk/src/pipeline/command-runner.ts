import type { Launch } from '@clearway/contract'
import { visibleText } from '@clearway/contract/visible-text'
import {
  carryOut,
  failureOf,
  type Host,
  type LaunchCommand,
  Planner,
  type RunEvent,
  type RunState,
  type StepCommand,
} from '@clearway/engine'
import pLimit from 'p-limit'
import { isApiError, isServerAway } from '../api-error.ts'
import type { Api } from '../client.ts'
import { isAskedToStop } from './asked-to-stop.ts'
import { TakenOver } from './taken-over.ts'

/** How many launches and searches for cached tasks may be on their way to the server at once. */
const requestsAtOnce = 16

export interface CommandRunnerOptions {
  readonly api: Api
  readonly host: Host
  /** Called if the server refuses a launch because the run is asked to stop. */
  readonly onStopRequested: () => void
}

/** Carries out the engine's commands, and turns what goes wrong with a step into the event of its failure. */
export class CommandRunner {
  readonly #api: Api
  readonly #host: Host
  readonly #planner: Planner
  readonly #onStopRequested: () => void
  readonly #limit = pLimit(requestsAtOnce)

  constructor({ api, host, onStopRequested }: CommandRunnerOptions) {
    this.#api = api
    this.#host = host
    this.#planner = new Planner(host)
    this.#onStopRequested = onStopRequested
  }

  /** The request of a launch; undefined if it cannot be planned: `run` gives the reason. */
  planLaunch(command: LaunchCommand, state: RunState): Promise<Launch | undefined> {
    return this.#limit(() => this.#planner.launch(state, command)).catch(() => undefined)
  }

  /** Carries out a command and gives the event that answers it, if any. Rejects only if the whole run cannot go on. `state` is read when the command's turn comes. */
  async run(command: StepCommand, state: () => RunState): Promise<RunEvent | undefined> {
    const carry = (): Promise<RunEvent | undefined> => carryOut(command, { host: this.#host, planner: this.#planner, state: state() })
    try {
      return await (command.type === 'launch' || command.type === 'find_cached' ? this.#limit(carry) : carry())
    } catch (error) {
      return this.#failureOf(command, error)
    }
  }

  async #failureOf(command: StepCommand, error: unknown): Promise<RunEvent> {
    if (isApiError(error, 'attempt_ended')) {
      // The server refuses launches as soon as the run is asked to stop, which may be before this process learns of it.
      if (!(await isAskedToStop(this.#api, this.#host.run))) throw new TakenOver(this.#host.run, error)
      this.#onStopRequested()
      return failureOf(command, 'a stop was asked for')
    }
    if (isServerAway(error)) throw error
    const reason = error instanceof Error ? error.message : String(error)
    if (command.type === 'decide_retry')
      process.emitWarning(visibleText(`The retry callback of step '${command.step}' broke, so it is not tried again: ${reason}`))
    return failureOf(command, reason)
  }
}
