import { launchKey } from './commands.ts'
import type { Command } from './commands.ts'
import { defineStep } from './definition.ts'
import type { PipelineDefinition, StepDefinition } from './definition.ts'
import { pendingCommands } from './due.ts'
import type { ObservedStatus, RunEvent } from './events.ts'
import { replay, step } from './reducer.ts'
import { isEnded } from './run-state.ts'
import type { RunState } from './run-state.ts'

/** Picks a whole number from 0 up to, not including, its argument: all chance in a simulated world comes from here. */
export type Pick = (below: number) => number

interface WorldTask {
  readonly id: string
  readonly step: string
  readonly attempt: number
  readonly seen: ObservedStatus[]
  status: ObservedStatus
}

/**
 * A host and a world of tasks for property tests. It answers commands in any order, loses them in crashes, and reports statuses
 * late, twice and out of order. Launches are idempotent by their key, as a host's must be.
 */
export class SimulatedHost {
  readonly events: RunEvent[] = []
  readonly tasks = new Map<string, WorldTask>()
  /** Every launch that the reducer asked for, without those asked again after a crash. */
  readonly launches: string[] = []
  readonly expansions = new Map<string, number>()
  state: RunState
  outstanding: Command[] = []
  finish: Command | undefined
  readonly #pick: Pick
  readonly #check: (state: RunState) => void

  constructor(definition: PipelineDefinition, given: { pick: Pick; check: (state: RunState) => void; dynamic?: boolean }) {
    this.#pick = given.pick
    this.#check = given.check
    this.state = replay([])
    this.append({ type: 'run_started', run: 'r', definition, dynamic: given.dynamic ?? false })
  }

  append(event: RunEvent): void {
    const { state, commands } = step(this.state, event)
    if (state === this.state) return
    this.events.push(event)
    this.state = state
    this.#check(state)
    for (const command of commands) {
      if (command.type === 'launch') this.launches.push(command.key)
      if (command.type === 'finish') this.finish = command
      this.outstanding.push(command)
    }
  }

  /** One thing happens. */
  tick(): void {
    const dice = this.#pick(20)
    if (dice === 0) this.crash()
    else if (dice < 12 && this.outstanding.length > 0) this.#answerOne()
    else if (this.tasks.size > 0) this.#moveOne()
    else if (this.outstanding.length > 0) this.#answerOne()
  }

  /** Runs to the end by fair turns; false if it never gets there. */
  settle(limit: number): boolean {
    for (let turn = 0; turn < limit && !isEnded(this.state); turn += 1) {
      if (this.outstanding.length > 0) this.#answerOne()
      for (const task of this.tasks.values()) this.#end(task)
    }
    return isEnded(this.state)
  }

  /** A new process: what was commanded is forgotten, the state comes from the log. */
  crash(): void {
    this.state = replay(JSON.parse(JSON.stringify(this.events)) as RunEvent[])
    this.outstanding = pendingCommands(this.state)
  }

  #answerOne(): void {
    const at = this.#pick(this.outstanding.length)
    const [command] = this.outstanding.splice(at, 1)
    if (command !== undefined) this.#answer(command)
  }

  #answer(command: Command): void {
    switch (command.type) {
      case 'decide_pre_execute':
        return this.append({ type: 'pre_execute_decided', step: command.step, decision: this.#pick(4) === 0 ? 'skip' : 'run' })
      case 'find_cached':
        if (this.#pick(2) === 0) return this.append({ type: 'step_cached', step: command.step, task: `cached ${command.step}` })
        return this.append({ type: 'cache_missed', step: command.step })
      case 'expand':
        return this.append({ type: 'step_expanded', step: command.step, into: this.#expansion(command.step) })
      case 'launch': {
        if (this.#pick(12) === 0 && !this.tasks.has(command.key))
          return this.append({ type: 'launch_failed', step: command.step, reason: 'no base' })
        const { step: name, attempt, key } = command
        const task = this.tasks.get(key) ?? { id: key, step: name, attempt, status: 'queued', seen: ['queued'] }
        this.tasks.set(key, task)
        return this.append({ type: 'step_launched', step: name, attempt, task: task.id })
      }
      case 'decide_retry':
        return this.append({
          type: 'retry_decided',
          step: command.step,
          attempt: command.attempt,
          retry: command.attempt < 3 && this.#pick(2) === 0,
        })
      case 'run_post_execute':
        return this.append({ type: 'post_execute_done', step: command.step, ...(this.#pick(5) === 0 ? { error: 'broke' } : {}) })
      case 'stop_task': {
        const task = this.tasks.get(launchKey('r', command.step, command.attempt))
        if (task !== undefined && !isTerminal(task.status)) this.#become(task, 'stopped')
        return task === undefined ? undefined : this.#report(task, task.status)
      }
      case 'finish':
        return
    }
  }

  #expansion(name: string): StepDefinition[] {
    const known = this.expansions.get(name) ?? this.#pick(4)
    this.expansions.set(name, known)
    const member = (index: number): StepDefinition =>
      defineStep({
        name: `${name}[${index}]`,
        baseTask: 'b',
        parents: index === 2 ? [`${name}[0]`] : [],
        retries: index,
        continueOnFail: index === 1,
      })
    return Array.from({ length: known }, (_, index) => member(index))
  }

  #moveOne(): void {
    const task = [...this.tasks.values()][this.#pick(this.tasks.size)]
    if (task === undefined) return
    const dice = this.#pick(10)
    if (dice < 3) this.#report(task, task.seen[this.#pick(task.seen.length)] ?? 'queued')
    else if (dice === 3) this.append({ type: 'step_timed_out', step: task.step, attempt: task.attempt })
    else if (dice < 6 && task.status === 'queued') this.#become(task, 'in_progress')
    else if (dice < 8) this.#end(task)
    else this.#report(task, task.status)
  }

  #end(task: WorldTask): void {
    if (!isTerminal(task.status))
      this.#become(task, (['completed', 'completed', 'failed', 'stopped', 'closed'] as const)[this.#pick(5)] ?? 'completed')
    this.#report(task, task.status)
  }

  #become(task: WorldTask, status: ObservedStatus): void {
    task.status = status
    task.seen.push(status)
  }

  #report(task: WorldTask, status: ObservedStatus): void {
    this.append({ type: 'step_status', step: task.step, attempt: task.attempt, task: task.id, status, reason: 'seen' })
  }
}

function isTerminal(status: ObservedStatus): boolean {
  return status !== 'created' && status !== 'queued' && status !== 'in_progress'
}
