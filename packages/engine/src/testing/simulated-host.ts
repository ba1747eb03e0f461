import { hasEnded, type TaskStatus } from '@clearway/contract/status'
import { launchKey } from '../commands.ts'
import type { Command } from '../commands.ts'
import { defineStep } from '../definition.ts'
import type { PipelineDefinition, StepDefinition } from '../definition.ts'
import { pendingCommands } from '../due.ts'
import type { RunEvent } from '../events.ts'
import { replay, step } from '../reducer.ts'
import { RefusedEvent } from '../refused-event.ts'
import { isEnded, stepsOf } from '../run-state.ts'
import type { RunState } from '../run-state.ts'
import { cutOffSteps, failedSteps } from '../steps-to-retry.ts'

/** Picks a whole number from 0 up to, not including, its argument: the only source of chance in a simulation. */
export type Pick = (below: number) => number

/** Picks from a stream of random numbers. */
export function pickFrom(stream: Iterator<number>): Pick {
  return (below) => (below <= 0 ? 0 : Number(stream.next().value) % below)
}

/** The task of one attempt of a step. */
export interface SimulatedTask {
  readonly id: string
  readonly step: string
  readonly attempt: number
  /** All statuses that it has had, in order. */
  readonly history: TaskStatus[]
  status: TaskStatus
}

/**
 * A host with its tasks for property tests. It answers commands in any order, loses them in crashes, and reports statuses late,
 * twice and out of order. Launches are idempotent by their key, as those of every host must be.
 */
export class SimulatedHost {
  readonly events: RunEvent[] = []
  /** By the keys of their launches. */
  readonly tasks = new Map<string, SimulatedTask>()
  /** Every launch that the reducer commanded, without those commanded again after a crash. */
  readonly launches: string[] = []
  readonly expansions = new Map<string, number>()
  state: RunState
  outstanding: Command[] = []
  finish: Command | undefined
  /** Whether nothing fails from now on. */
  isLucky = false
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
      if (command.type === 'launch') {
        this.launches.push(command.key)
        if (state.paused !== undefined) throw new Error(`'${command.key}' was launched while the run was paused`)
      }
      if (command.type === 'finish') this.finish = command
      this.outstanding.push(command)
    }
  }

  /** One thing happens: a crash, an answer to a command, or something to a task. */
  tick(): void {
    const dice = this.#pick(20)
    if (dice === 0) this.crash()
    else if (dice < 12 && this.outstanding.length > 0) this.#answerOne()
    else if (this.tasks.size > 0) this.changeTask()
    else if (this.outstanding.length > 0) this.#answerOne()
  }

  /** A person does something to the run: pauses or resumes it, changes its parameters, or retries steps. */
  interfere(): void {
    const dice = this.#pick(6)
    if (dice < 2) this.append({ type: 'paused' })
    else if (dice < 4) this.append({ type: 'resumed' })
    else if (dice === 4) this.append({ type: 'parameters_changed', parameters: { list: [this.#pick(9)] } })
    else this.retry()
  }

  /** Retries some step that has ended, and those that the end of the run cut off; a retry that the engine refuses changes nothing. */
  retry(): void {
    const done = stepsOf(this.state).filter(({ phase }) => phase === 'done')
    const name = done[this.#pick(done.length)]?.definition.name
    const steps = this.#pick(2) === 0 ? failedSteps(this.state) : name === undefined ? [] : [name]
    if (this.#pick(3) === 0) this.expansions.clear()
    try {
      this.append({ type: 'steps_retried', steps: [...new Set([...steps, ...cutOffSteps(this.state)])] })
    } catch (error) {
      if (!(error instanceof RefusedEvent)) throw error
    }
  }

  /** Runs to the end by fair turns; false if it never gets there. */
  settle(limit: number): boolean {
    this.append({ type: 'resumed' })
    for (let turn = 0; turn < limit && !isEnded(this.state); turn += 1) this.turn()
    return isEnded(this.state)
  }

  /** One fair turn: a command is answered, and all tasks end. */
  turn(): void {
    if (this.outstanding.length > 0) this.#answerOne()
    this.endTasks()
  }

  /** Runs to the end, and nothing fails from now on. */
  succeed(limit: number): boolean {
    this.isLucky = true
    const isOver = this.settle(limit)
    this.isLucky = false
    return isOver
  }

  /** Starts a new process: it knows no commands, and replays its state from the log. */
  crash(): void {
    this.state = replay(JSON.parse(JSON.stringify(this.events)) as RunEvent[])
    this.outstanding = pendingCommands(this.state)
  }

  /** Takes one of the commands that are not answered yet. */
  takeCommand(): Command | undefined {
    const at = this.#pick(this.outstanding.length)
    return this.outstanding.splice(at, 1)[0]
  }

  /** The task of a launch, made at the first launch with its key. */
  launch({ step: name, attempt, key }: Command & { readonly type: 'launch' }, id = key): SimulatedTask {
    const task = this.tasks.get(key) ?? { id, step: name, attempt, status: 'queued', history: ['queued'] }
    this.tasks.set(key, task)
    return task
  }

  /** Stops the task of an attempt, if it has one, and reports its status. */
  stop({ step: name, attempt }: Command & { readonly type: 'stop_task' }): void {
    const task = this.tasks.get(launchKey('r', name, attempt))
    if (task === undefined) return
    if (!hasEnded(task.status)) this.#become(task, 'stopped')
    this.#report(task, task.status)
  }

  /** Ends all tasks, each in any way. */
  endTasks(): void {
    for (const task of this.tasks.values()) this.#end(task)
  }

  #answerOne(): void {
    const command = this.takeCommand()
    if (command !== undefined) this.#answer(command)
  }

  #answer(command: Command): void {
    switch (command.type) {
      case 'decide_pre_execute':
        return this.append({ type: 'pre_execute_decided', step: command.step, decision: this.#fails(4) ? 'skip' : 'run' })
      case 'find_cached':
        if (this.#pick(2) === 0) return this.append({ type: 'step_cached', step: command.step, task: `cached ${command.step}` })
        return this.append({ type: 'cache_missed', step: command.step })
      case 'expand':
        return this.append({ type: 'step_expanded', step: command.step, into: this.#expansion(command.step) })
      case 'launch': {
        if (this.#fails(12) && !this.tasks.has(command.key))
          return this.append({ type: 'launch_failed', step: command.step, reason: 'no base' })
        return this.append({ type: 'step_launched', step: command.step, attempt: command.attempt, task: this.launch(command).id })
      }
      case 'decide_retry':
        return this.append({
          type: 'retry_decided',
          step: command.step,
          attempt: command.attempt,
          retry: command.attempt < 3 && this.#pick(2) === 0,
        })
      case 'run_post_execute':
        return this.append({ type: 'post_execute_done', step: command.step, ...(this.#fails(5) ? { error: 'broke' } : {}) })
      case 'stop_task':
        return this.stop(command)
      case 'finish':
        return
    }
  }

  #fails(oneIn: number): boolean {
    return !this.isLucky && this.#pick(oneIn) === 0
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

  /** Changes the status of a task, or reports one that it has or had. */
  changeTask(): void {
    const task = [...this.tasks.values()][this.#pick(this.tasks.size)]
    if (task === undefined) return
    const dice = this.#pick(10)
    if (dice < 3) this.#report(task, task.history[this.#pick(task.history.length)] ?? 'queued')
    else if (dice === 3) this.append({ type: 'step_timed_out', step: task.step, attempt: task.attempt })
    else if (dice < 6 && task.status === 'queued') this.#become(task, 'in_progress')
    else if (dice < 8) this.#end(task)
    else this.#report(task, task.status)
  }

  #end(task: SimulatedTask): void {
    if (!hasEnded(task.status))
      this.#become(
        task,
        (['completed', 'completed', 'failed', 'stopped', 'closed'] as const)[this.isLucky ? 0 : this.#pick(5)] ?? 'completed',
      )
    this.#report(task, task.status)
  }

  #become(task: SimulatedTask, status: TaskStatus): void {
    task.status = status
    task.history.push(status)
  }

  #report(task: SimulatedTask, status: TaskStatus): void {
    this.append({ type: 'step_status', step: task.step, attempt: task.attempt, task: task.id, status, reason: 'seen' })
  }
}
