import type { StepTry, StepView } from '@clearway/contract'

/** A part of an execution of a step: in its queue, being set up by an agent, or running. */
export interface Segment {
  readonly kind: 'wait' | 'setup' | 'work'
  /** In ms since the epoch. */
  readonly from: number
  readonly to: number
  /** How the execution ended; the status of the step for its last one. */
  readonly state: string
  /** From 1, the execution that it is a part of. */
  readonly attempt: number
}

type Times = Pick<StepTry, 'queued_at' | 'claimed_at' | 'started_at' | 'ended_at'>

/** The segments of steps that go on no longer, so that of thousands they are not made again for each picture. */
const known = new WeakMap<StepView, readonly Segment[]>()

/** All executions of a step in parts, in their order. `until`: the end of what has not ended. */
export function segmentsOf(step: StepView, until: number): readonly Segment[] {
  const found = known.get(step)
  if (found !== undefined) return found
  const segments = makeSegments(step, until)
  if (step.ended_at !== undefined && step.tries?.every(({ ended_at: ended }) => ended !== undefined) !== false) known.set(step, segments)
  return segments
}

function makeSegments({ tries = [], ...step }: StepView, until: number): Segment[] {
  const last = tries.at(-1)
  const earlier = tries.flatMap((one, at) => partsOf(one, until).map((part) => ({ ...part, state: one.outcome, attempt: at + 1 })))
  const present = { ...step, ...queuedAgain(step, last) }
  return [...earlier, ...partsOf(present, until).map((part) => ({ ...part, state: step.status, attempt: tries.length + 1 }))]
}

/** A task that was lost keeps the time at which it was first queued, and was queued again when it was lost. */
function queuedAgain({ queued_at: queued }: StepView, last: StepTry | undefined): Times {
  const lost = last?.ended_at
  return queued === undefined || lost === undefined || lost <= queued ? {} : { queued_at: lost }
}

function partsOf({ queued_at: queued, claimed_at: claimed, started_at: started, ended_at: ended }: Times, until: number) {
  const over = ended ?? until
  const [leftQueue, ready] = [claimed ?? started ?? over, started ?? over]
  return [
    ...(queued === undefined ? [] : [{ kind: 'wait' as const, from: queued, to: leftQueue }]),
    ...(claimed === undefined ? [] : [{ kind: 'setup' as const, from: claimed, to: ready }]),
    ...(started === undefined ? [] : [{ kind: 'work' as const, from: started, to: over }]),
  ].filter(({ kind, from, to }) => to > from || kind === 'work')
}
