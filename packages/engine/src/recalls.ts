import { allNames, readStep, writeStep } from './transition.ts'
import type { Transition } from './transition.ts'
import { haltStep, settle } from './lifecycle.ts'
import { countParents, failureLeft, isAtRest, renewed } from './renewed.ts'
import { RefusedEvent } from './refused-event.ts'
import type { RunState, StepState } from './run-state.ts'
import { stepOf } from './run-state.ts'

const notCalled = 'the pipeline did not call it again'

/** Records that the body has called a step again, with the same inputs. */
export function keepCalled(transition: Transition, { calledBeforeRetry: _, ...called }: StepState): void {
  writeStep(transition, called)
}

/** Lets a step that a retry kept, and all below it that the body has not called since either, wait for calls: with other inputs they begin anew. */
export function renewCalled(transition: Transition, { definition }: StepState): void {
  const steps = keptFrom(definition.name, (name) => readStep(transition, name))
  const live = steps.find((step) => !isAtRest(step))
  if (live !== undefined)
    throw new RefusedEvent('step_not_ended', `Step '${live.definition.name}' has not ended: it can begin anew once it has.`)
  for (const step of steps) writeStep(transition, { ...renewed(step), awaits: 'call' })
  // Steps below that wait for a call already now wait for these as well.
  const waiting = new Set(steps.flatMap(({ definition: { name }, children }) => [name, ...children]))
  for (const name of waiting) if (readStep(transition, name)?.phase === 'waiting') countParents(transition, name)
  const { failure, ...head } = transition.head
  if (failure !== undefined) transition.head = { ...head, ...failureLeft(transition) }
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

/** Skips the steps that wait for a call that never came, and those that a retry kept and the body, run to its end, did not call. A task that still runs is stopped. */
export function leaveUncalled(transition: Transition, keptOnes: readonly string[] = []): void {
  const kept = new Set(keptOnes)
  for (const name of allNames(transition)) {
    const step = readStep(transition, name)
    if (step?.awaits === 'call') settle(transition, { ...step, uncalled: true }, 'skipped', notCalled)
    else if (step?.calledBeforeRetry === true && kept.has(name) && transition.head.status === 'running') leaveKept(transition, step)
  }
}

function leaveKept(transition: Transition, { calledBeforeRetry: _, ...step }: StepState): void {
  const uncalled: StepState = { ...step, uncalled: true }
  if (step.phase !== 'done') haltStep(transition, uncalled, notCalled)
  // The steps below it have counted its end already, so the second end has no children.
  else settle(transition, { ...renewed(uncalled), uncalled: true, children: [] }, 'skipped', notCalled)
}
