import { allNames, readStep, writeStep } from './draft.ts'
import type { Draft } from './draft.ts'
import { haltStep, settle } from './lifecycle.ts'
import { countParents, failureLeft, isAtRest, renewed } from './renewed.ts'
import { RefusedEvent } from './refused-event.ts'
import type { RunState, StepState } from './run-state.ts'
import { stepOf } from './run-state.ts'

const notCalled = 'the pipeline did not call it again'

/** Records that the body has called a step again, with the same inputs. */
export function keepCalled(draft: Draft, { calledBeforeRetry: _, ...called }: StepState): void {
  writeStep(draft, called)
}

/** Lets a step that a retry kept, and all below it that the body has not called since either, wait for calls: with other inputs they begin anew. */
export function renewCalled(draft: Draft, { definition }: StepState): void {
  const steps = keptFrom(definition.name, (name) => readStep(draft, name))
  const live = steps.find((step) => !isAtRest(step))
  if (live !== undefined)
    throw new RefusedEvent('step_not_ended', `Step '${live.definition.name}' has not ended: it can begin anew once it has.`)
  for (const step of steps) writeStep(draft, { ...renewed(step), awaitsCall: true })
  // Steps below that wait for a call already now wait for these as well.
  const waiting = new Set(steps.flatMap(({ definition: { name }, children }) => [name, ...children]))
  for (const name of waiting) if (readStep(draft, name)?.phase === 'waiting') countParents(draft, name)
  const { failure, ...head } = draft.head
  if (failure !== undefined) draft.head = { ...head, ...failureLeft(draft) }
}

/** Whether a step that a retry kept can begin anew: it has ended, and so have those below it that would begin anew with it. */
export function canRenew(state: RunState, name: string): boolean {
  return keptFrom(name, (other) => stepOf(state, other)).every(isAtRest)
}

/** A step that a retry kept, and all below it that were kept and not called since. */
export function keptFrom(name: string, find: (name: string) => StepState | undefined): StepState[] {
  const names = new Set([name])
  const steps: StepState[] = []
  for (const one of names) {
    const step = find(one)
    if (step?.calledBeforeRetry !== true) continue
    steps.push(step)
    for (const child of step.children) names.add(child)
  }
  return steps
}

/** Skips the steps that wait for a call that never came, and those that a retry kept and a whole body did not call. A task that still runs is stopped. */
export function leaveUncalled(draft: Draft, keptOnes: readonly string[] = []): void {
  const kept = new Set(keptOnes)
  for (const name of allNames(draft)) {
    const step = readStep(draft, name)
    if (step?.awaitsCall === true) settle(draft, { ...step, uncalled: true }, 'skipped', notCalled)
    else if (step?.calledBeforeRetry === true && kept.has(name) && draft.head.status === 'running') leaveKept(draft, step)
  }
}

function leaveKept(draft: Draft, { calledBeforeRetry: _, ...step }: StepState): void {
  const uncalled: StepState = { ...step, uncalled: true }
  if (step.phase !== 'done') haltStep(draft, uncalled, notCalled)
  // The steps below it have counted its end already, so the second end has no children.
  else settle(draft, { ...renewed(uncalled), uncalled: true, children: [] }, 'skipped', notCalled)
}
