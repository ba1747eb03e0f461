import type { Command } from './commands.ts'
import { dueCommand, finishCommand, isSameCommand } from './due.ts'
import { entriesOf, getEntry, setEntries } from './persistent-map.ts'
import { isEnded } from './run-state.ts'
import type { RunState, StepState } from './run-state.ts'

/** A run while one event is applied to it: the steps that changed, over a base that stays as it is. */
export interface Draft {
  readonly base: RunState
  readonly changed: Map<string, StepState>
  readonly at: number | undefined
  head: Omit<RunState, 'steps'>
}

/** What one event led to. */
export interface Reduction {
  readonly state: RunState
  readonly commands: readonly Command[]
  /** The names of the steps that changed; the work done is proportional to their number. */
  readonly changedSteps: readonly string[]
}

/** Opens a draft over a state. */
export function openDraft(base: RunState, at: number | undefined): Draft {
  const { steps: _, ...head } = base
  return { base, changed: new Map(), at, head }
}

/** One step as it stands in the draft. */
export function readStep(draft: Draft, name: string): StepState | undefined {
  return draft.changed.get(name) ?? getEntry(draft.base.steps, name)
}

/** Puts a step in place, and keeps count of those that are live. */
export function writeStep(draft: Draft, step: StepState): void {
  const before = readStep(draft, step.definition.name)
  const gain = Number(isLive(step)) - Number(before !== undefined && isLive(before))
  if (gain !== 0) draft.head = { ...draft.head, live: draft.head.live + gain }
  draft.changed.set(step.definition.name, step)
}

/** The names of all steps in order, for the few events that concern the whole run. */
export function allNames(draft: Draft): string[] {
  const steps = new Map([...entriesOf(draft.base.steps), ...draft.changed])
  return [...steps.values()].sort((a, b) => a.index - b.index).map((step) => step.definition.name)
}

/** Ends the run if nothing is left to do, and gives the commands that are due and were not before. */
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
  const finish = isEnded(base) ? undefined : finishCommand(state)
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
