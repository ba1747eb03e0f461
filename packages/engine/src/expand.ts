import { admitStep } from './admit.ts'
import type { Draft } from './draft.ts'
import { readStep, writeStep } from './draft.ts'
import type { RunEventOf } from './events.ts'
import { knownStep } from './known-step.ts'
import { concludeGroup, settle } from './lifecycle.ts'
import type { StepState } from './run-state.ts'

/** Replaces a mapped step by the steps that it becomes. */
export function expand(draft: Draft, event: RunEventOf<'step_expanded'>): void {
  const group = knownStep(draft, event.step)
  if (group.phase !== 'expanding') return
  const count = event.into.length
  const { formerMembers = [], ...rest } = group
  const expanded: StepState = {
    ...rest,
    status: 'running',
    phase: 'expanded',
    members: { count, left: count, failed: 0, aborted: 0, skipped: 0 },
  }
  writeStep(draft, expanded)
  for (const definition of event.into) admitStep(draft, definition, event.step)
  for (const name of formerMembers) leaveOut(draft, name, event.step)
  if (count === 0) concludeGroup(draft, expanded)
}

/** Skips a former member that its mapped step has not become again. */
function leaveOut(draft: Draft, name: string, group: string): void {
  const member = readStep(draft, name)
  if (member?.awaitsExpansion !== true) return
  settle(draft, member, 'skipped', `'${group}' became fewer steps`)
}
