import type { Command } from './commands.ts'
import { dueCommand, finishCommand, isSameCommand } from './due.ts'
import { entriesOf, getEntry, setEntries } from './persistent-map.ts'
import { isEnded } from './run-state.ts'
import type { RunState, StepState } from './run-state.ts'

/** The transition of a run by one event, while it is made: the changed steps, over an unchanged base. */
export interface Transition {
  readonly base: RunState
  readonly changed: Map<string, StepState>
  readonly at: number | undefined
  head: Omit<RunState, 'steps'>
}

/** The result of one event. */
export interface Reduction {
  readonly state: RunState
  readonly commands: readonly Command[]
  /** The names of the steps that changed; the time that the event took is proportional to their number. */
  readonly changedSteps: readonly string[]
}

export function openTransition(base: RunState, at: number | undefined): Transition {
  const { steps: _, ...head } = base
  return { base, changed: new Map(), at, head }
}

/** A step as the transition has left it so far. */
export function readStep(transition: Transition, name: string): StepState | undefined {
  return transition.changed.get(name) ?? getEntry(transition.base.steps, name)
}

/** Writes a step, and updates the number of live steps. */
export function writeStep(transition: Transition, step: StepState): void {
  const before = readStep(transition, step.definition.name)
  const change = Number(isLive(step)) - Number(before !== undefined && isLive(before))
  if (change !== 0) transition.head = { ...transition.head, live: transition.head.live + change }
  transition.changed.set(step.definition.name, step)
}

/** The names of all steps in order. It takes time proportional to their number: for the few events that concern the whole run. */
export function allNames(transition: Transition): string[] {
  const steps = new Map([...entriesOf(transition.base.steps), ...transition.changed])
  return [...steps.values()].sort((a, b) => a.index - b.index).map((step) => step.definition.name)
}

/** Ends the run if nothing is left to do, and gives the commands that are due and were not due before. */
export function closeTransition(transition: Transition): Reduction {
  const { base, changed } = transition
  endIfDone(transition)
  const state: RunState = { ...transition.head, steps: setEntries(base.steps, changed) }
  const commands: Command[] = []
  for (const [name, step] of changed) {
    const before = getEntry(base.steps, name)
    const due = dueCommand(state, step)
    if (due !== undefined && !isSameCommand(due, before && dueCommand(base, before))) commands.push(due)
  }
  const finish = isEnded(base) && base.status === state.status ? undefined : finishCommand(state)
  if (finish !== undefined) commands.push(finish)
  return { state, commands, changedSteps: [...changed.keys()] }
}

function endIfDone(transition: Transition): void {
  const { status, open, live, stopRequested, failure } = transition.head
  const over = status === 'stopping' || (status === 'running' && !open)
  if (!over || live > 0) return
  const end = stopRequested !== undefined ? 'stopped' : failure !== undefined ? 'failed' : 'completed'
  transition.head = { ...transition.head, status: end, open: false, ...(transition.at === undefined ? {} : { endedAt: transition.at }) }
}

function isLive(step: StepState): boolean {
  return step.phase !== 'waiting' && step.phase !== 'done'
}
