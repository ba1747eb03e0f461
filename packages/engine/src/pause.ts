import { allNames, readStep } from './draft.ts'
import type { Draft } from './draft.ts'
import type { RunEventOf } from './events.ts'
import { release } from './lifecycle.ts'
import { RefusedEvent } from './refused-event.ts'

/** Holds all that would begin from now on. */
export function pause(draft: Draft, { reason }: RunEventOf<'paused'>): void {
  if (draft.head.status !== 'running' || draft.head.paused !== undefined) return
  const paused = { ...(reason === undefined ? {} : { reason }), ...(draft.at === undefined ? {} : { at: draft.at }) }
  draft.head = { ...draft.head, paused }
}

/** Ends a pause, and begins what it held. */
export function resume(draft: Draft): void {
  const { paused, ...head } = draft.head
  if (paused === undefined) return
  draft.head = { ...head, ...(draft.at === undefined ? {} : { limitedFrom: draft.at }) }
  for (const name of allNames(draft)) {
    const step = readStep(draft, name)
    if (step?.phase === 'held') release(draft, step)
  }
}

/** Gives parameters of the pipeline other values, which the launches from now on read. */
export function changeParameters(draft: Draft, { parameters }: RunEventOf<'parameters_changed'>): void {
  const { pipeline } = draft.head
  const unknown = Object.keys(parameters).find((name) => !Object.hasOwn(pipeline.parameters, name))
  if (unknown !== undefined) throw new RefusedEvent('unknown_parameter', `The pipeline has no parameter '${unknown}'.`)
  const changed = Object.entries(parameters).map(([name, value]) => [name, { ...pipeline.parameters[name], value }] as const)
  if (changed.length === 0) return
  draft.head = { ...draft.head, pipeline: { ...pipeline, parameters: { ...pipeline.parameters, ...Object.fromEntries(changed) } } }
}
