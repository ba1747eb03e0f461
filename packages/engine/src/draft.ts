import type { Command } from './commands.ts'
import { dueCommand, finishCommand, isSameCommand } from './due.ts'
import { entriesOf, getEntry, setEntries } from './persistent-map.ts'
import { isEnded } from './run-state.ts'
import type { RunState, StepState } from './run-state.ts'

/** The state of a run while one event is applied: the changed steps, over an unchanged base. */
export interface Draft {
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

/** Opens a draft over a state. */
export function openDraft(base: RunState, at: number | undefined): Draft {
  const { steps: _, ...head } = base
  return { base, changed: new Map(), at, head }
}

/** A step as it is in the draft. */
export function readStep(draft: Draft, name: string): StepState | undefined {
  return draft.changed.get(name) ?? getEntry(draft.base.steps, name)
}

/** Writes a step into the draft, and updates the number of live steps. */
export function writeStep(draft: Draft, step: StepState): void {
  const before = readStep(draft, step.definition.name)
  const change = Number(isLive(step)) - Number(before !== undefined && isLive(before))
  if (change !== 0) draft.head = { ...draft.head, live: draft.head.live + change }
  draft.changed.set(step.definition.name, step)
}

/** The names of all steps in order. It takes time proportional to their number: for the few events that concern the whole run. */
export function allNames(draft: Draft): string[] {
  const steps = new Map([...entriesOf(draft.base.steps), ...draft.changed])
  return [...steps.values()].sort((a, b) => a.index - b.index).map((step) => step.definition.name)
}

/** Ends the run if nothing is left to do, and gives the commands that are due and were not due before. */
export function closeDraft(draft: Draft): Reduction {
  const { base, changed } = draft
  endIfDone(draft)
  const state: RunState = { ...draft.head, steps: setEntries(base.steps, changed) }
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

function endIfDone(draft: Draft): void {
  const { status, open, live, stopRequested, failure } = draft.head
  const over = status === 'stopping' || (status === 'running' && !open)
  if (!over || live > 0) return
  const end = stopRequested !== undefined ? 'stopped' : failure !== undefined ? 'failed' : 'completed'
  draft.head = { ...draft.head, status: end, open: false, ...(draft.at === undefined ? {} : { endedAt: draft.at }) }
}

function isLive(step: StepState): boolean {
  return step.phase !== 'waiting' && step.phase !== 'done'
}
