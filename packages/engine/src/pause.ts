import { allNames, readStep } from './transition.ts'
import type { Transition } from './transition.ts'
import type { RunEventOf } from './events.ts'
import { release } from './lifecycle.ts'
import { RefusedEvent } from './refused-event.ts'

/** Holds all that would begin from now on. */
export function pause(transition: Transition, { reason }: RunEventOf<'paused'>): void {
  if (transition.head.status !== 'running' || transition.head.paused !== undefined) return
  const paused = { ...(reason === undefined ? {} : { reason }), ...(transition.at === undefined ? {} : { at: transition.at }) }
  transition.head = { ...transition.head, paused }
}

/** Ends a pause, and begins what it held. */
export function resume(transition: Transition): void {
  const { paused, ...head } = transition.head
  if (paused === undefined) return
  transition.head = { ...head, ...(transition.at === undefined ? {} : { limitedFrom: transition.at }) }
  for (const name of allNames(transition)) {
    const step = readStep(transition, name)
    if (step?.phase === 'held') release(transition, step)
  }
}

/** Gives parameters of the pipeline other values, which the launches from now on read. */
export function changeParameters(transition: Transition, { parameters }: RunEventOf<'parameters_changed'>): void {
  const { pipeline } = transition.head
  const unknown = Object.keys(parameters).find((name) => !Object.hasOwn(pipeline.parameters, name))
  if (unknown !== undefined) throw new RefusedEvent('unknown_parameter', `The pipeline has no parameter '${unknown}'.`)
  const changed = Object.entries(parameters).map(([name, value]) => [name, { ...pipeline.parameters[name], value }] as const)
  if (changed.length === 0) return
  transition.head = {
    ...transition.head,
    pipeline: { ...pipeline, parameters: { ...pipeline.parameters, ...Object.fromEntries(changed) } },
  }
}
