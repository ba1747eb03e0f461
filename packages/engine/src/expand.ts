import { admitStep } from './admit.ts'
import type { Transition } from './transition.ts'
import { readStep, writeStep } from './transition.ts'
import type { RunEventOf } from './events.ts'
import { knownStep } from './known-step.ts'
import { concludeGroup, settle } from './lifecycle.ts'
import type { StepState } from './run-state.ts'

/** Replaces a mapped step by the steps that it becomes. */
export function expand(transition: Transition, event: RunEventOf<'step_expanded'>): void {
  const group = knownStep(transition, event.step)
  if (group.phase !== 'expanding') return
  const count = event.into.length
  const { formerMembers = [], ...rest } = group
  const expanded: StepState = {
    ...rest,
    status: 'running',
    phase: 'expanded',
    members: { count, left: count, failed: 0, aborted: 0, skipped: 0 },
  }
  writeStep(transition, expanded)
  for (const definition of event.into) admitStep(transition, definition, event.step)
  for (const name of formerMembers) leaveOut(transition, name, event.step)
  if (count === 0) concludeGroup(transition, expanded)
}

/** Skips a former member that its mapped step has not become again. */
function leaveOut(transition: Transition, name: string, group: string): void {
  const member = readStep(transition, name)
  if (member?.awaits !== 'expansion') return
  settle(transition, member, 'skipped', `'${group}' became fewer steps`)
}
