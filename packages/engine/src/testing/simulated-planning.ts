import type { Launch, Param, Task } from '@clearway/contract'
import type { Command } from '../commands.ts'
import type { PipelineDefinition } from '../definition.ts'
import { UnresolvedReference } from '../resolve.ts'
import { isEnded } from '../run-state.ts'
import type { RunState } from '../run-state.ts'
import { SimulatedHost } from './simulated-host.ts'
import type { Pick as PickNumber } from './simulated-host.ts'
import { carryOut, failureOf } from '../planning/carry-out.ts'
import type { Host, HostCallbacks, LaunchedTask } from '../planning/host.ts'
import { Planner } from '../planning/planner.ts'

class Unreachable extends Error {
  override readonly name = 'Unreachable'
}

/** An error that a host may meet at any time; no other one but an unresolved reference is expected. */
class Refused extends Error {
  override readonly name = 'Refused'
}

/**
 * A simulated run whose commands are planned and carried out over the port, for property tests. Reads and launches fail at random: with the
 * server unreachable the host's process ends and another one goes on; with any other error the step fails.
 */
export class SimulatedPlanning implements Host {
  readonly run = 'r'
  readonly project = 'p'
  readonly simulation: SimulatedHost
  /** The requests of all launches by their keys; several of one key after crashes. */
  readonly requests = new Map<string, Launch[]>()
  readonly #pick: PickNumber
  #planner: Planner
  #launching: (Command & { readonly type: 'launch' }) | undefined

  constructor(definition: PipelineDefinition, given: { readonly pick: PickNumber; readonly check: (state: RunState) => void }) {
    this.#pick = given.pick
    this.simulation = new SimulatedHost(definition, given)
    this.#planner = new Planner(this)
  }

  /** One thing happens: a crash, a command that is carried out, or something to a task. */
  async tick(): Promise<void> {
    const dice = this.#pick(20)
    if (dice === 0) this.#crash()
    else if (dice < 12) await this.#carryOutOne()
    else if (this.simulation.tasks.size > 0) this.simulation.changeTask()
  }

  /** Runs to the end by fair turns; false if it never gets there. */
  async settle(limit: number): Promise<boolean> {
    for (let turn = 0; turn < limit && !isEnded(this.simulation.state); turn += 1) {
      await this.#carryOutOne()
      this.simulation.endTasks()
    }
    return isEnded(this.simulation.state)
  }

  async readTask(id: string): Promise<Task> {
    this.#failAtRandom()
    const param = (name: string): Param => ({ section: 'Args', name, value: `${name} of ${id}` })
    return {
      id,
      script: { binary: 'python3', entry_point: `${id}.py` },
      hyperparams: { Args: { x: param('x'), y: param('y') } },
      execution: { artifacts: [{ key: 'data', uri: `http://files/${id}` }] },
    }
  }

  async readModels(): Promise<readonly []> {
    return []
  }

  async findFinished(hash: string): Promise<readonly Task[]> {
    this.#failAtRandom()
    const found = Array.from({ length: this.#pick(3) }, async (_, index) => this.readTask(`finished ${index} ${hash}`))
    return Promise.all(found)
  }

  async findEarlier(name: string): Promise<Task | undefined> {
    this.#failAtRandom()
    return this.#pick(2) === 0 ? undefined : this.readTask(`earlier ${name}`)
  }

  async isFileGone(): Promise<boolean> {
    return this.#pick(2) === 0
  }

  md5(text: string): string {
    return String(text.length)
  }

  async launch(launch: Launch): Promise<LaunchedTask> {
    const command = this.#launching
    if (command === undefined) throw new Error('Nothing was commanded.')
    const { key } = command
    if (!this.simulation.tasks.has(key) && this.#pick(12) === 0) throw new Refused('the queue is gone')
    this.requests.set(key, [...(this.requests.get(key) ?? []), launch])
    const task = this.simulation.launch(command, launch.again)
    // The launch may be carried out although its answer is lost.
    this.#failAtRandom()
    return { task: task.id, status: task.status }
  }

  async stop(): Promise<void> {
    this.#failAtRandom()
  }

  callbacks(): HostCallbacks {
    return {
      preExecute: async () =>
        this.#pick(4) === 0
          ? { decision: 'skip' }
          : { decision: 'run', ...(this.#pick(2) === 0 && { parameters: { 'Args/y': 'replaced' } }) },
      shouldRetry: async ({ attempt }) => attempt < 3 && this.#pick(2) === 0,
      postExecute: async () => {
        if (this.#pick(5) === 0) throw new Refused('broke')
      },
    }
  }

  async #carryOutOne(): Promise<void> {
    const command = this.simulation.takeCommand()
    if (command === undefined || command.type === 'finish') return
    this.#launching = command.type === 'launch' ? command : undefined
    try {
      const event = await carryOut(command, { host: this, planner: this.#planner, state: this.simulation.state })
      if (event !== undefined) this.simulation.append(event)
      if (command.type === 'stop_task') this.simulation.stop(command)
    } catch (error) {
      if (error instanceof Unreachable) this.#crash()
      else if (error instanceof Refused || error instanceof UnresolvedReference) this.simulation.append(failureOf(command, error.message))
      else throw error
    }
  }

  #crash(): void {
    this.simulation.crash()
    this.#planner = new Planner(this)
  }

  #failAtRandom(): void {
    if (this.#pick(15) === 0) throw new Unreachable('no answer')
  }
}
