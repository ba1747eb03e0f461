import { checkStep } from './dag.ts'
import type { StepDefinition } from './definition.ts'
import type { Transition } from './transition.ts'
import { readStep } from './transition.ts'
import { allParents } from './graph.ts'
import { addStep } from './lifecycle.ts'
import { pipelineWord } from './reference.ts'
import type { KnownNames } from './reference.ts'
import { RefusedEvent } from './refused-event.ts'
import type { StepState } from './run-state.ts'

/** Adds a step to the run, after checking its definition. `group`: the mapped step of which it is a member. */
export function admitStep(transition: Transition, definition: StepDefinition, group?: string): void {
  const { name } = definition
  const names = namesBeside(transition, name)
  const existing = readStep(transition, name)
  const former = isReplaced(existing, group) ? existing : undefined
  refuseFaults(definition, names, existing !== former)
  const parents = allParents(definition, names)
  if (group !== undefined) refuseOutsiders(transition, { name, group, parents })
  addStep(transition, definition, parents, { group, former })
}

function namesBeside(transition: Transition, name: string): KnownNames {
  return {
    hasStep: (other) => other !== name && readStep(transition, other) !== undefined,
    hasParameter: (other) => Object.hasOwn(transition.head.pipeline.parameters, other),
  }
}

/** Whether a step makes way for one of the same name: as a member of a mapped step that is expanded again, or as a step that the body calls again. */
function isReplaced(existing: StepState | undefined, group: string | undefined): boolean {
  if (group === undefined) return existing?.awaits === 'call'
  return existing?.awaits === 'expansion' && existing.group === group
}

function refuseFaults(definition: StepDefinition, names: KnownNames, isTaken: boolean): void {
  const { name } = definition
  const faults = checkStep(definition, names)
  if (!isTaken && faults.length === 0 && name.trim() !== '' && name !== pipelineWord) return
  const why = isTaken ? ` Another step has that name.` : ''
  throw new RefusedEvent('bad_definition', `Step '${name}' cannot be added.${why}`, faults)
}

interface Member {
  readonly name: string
  readonly group: string
  readonly parents: readonly string[]
}

/** Refuses a member that waits for a step which is neither done nor of its group: such a step could wait for the mapped step, which waits for its members. */
function refuseOutsiders(transition: Transition, { name, group, parents }: Member): void {
  const outsider = parents.find((parent) => !mayPrecedeMember(transition, parent, group))
  if (outsider === undefined) return
  throw new RefusedEvent(
    'bad_definition',
    `Step '${name}' of '${group}' cannot wait for '${outsider}', which is neither done nor of '${group}'.`,
  )
}

function mayPrecedeMember(transition: Transition, parent: string, group: string): boolean {
  const found = readStep(transition, parent)
  return found?.phase === 'done' || found?.group === group
}
