import type { StepView } from '@clearway/contract'
import { segmentsOf } from './segments.ts'
import { isSameSpan, type Span } from './time-scale.ts'

/** When steps of a run were set up or ran. */
export interface BusyTimes {
  readonly steps: readonly StepView[]
  /** The stretches whose end is known, apart from each other, the earliest first. */
  readonly over: readonly Span[]
  /** Since when steps have been set up or run that go on; undefined if none does. */
  readonly since: number | undefined
}

/**
 * When the steps of a run were set up or ran. From the times of the steps as they were before, it takes as long as the steps do that have changed,
 * because a run may have thousands of steps, of which one changes.
 */
export function busyTimes(steps: readonly StepView[], before?: BusyTimes): BusyTimes {
  const added = before === undefined ? undefined : workAdded(before.steps, steps)
  let since = Infinity
  for (const step of steps)
    if (step.ended_at === undefined && (step.claimed_at ?? step.started_at) !== undefined)
      for (const { kind, from, to } of segmentsOf(step, Infinity)) if (kind !== 'wait' && to === Infinity) since = Math.min(since, from)
  const over = before === undefined || added === undefined ? united(steps.flatMap(workOver)) : withSpans(before.over, added)
  return { steps, over, since: since === Infinity ? undefined : since }
}

/** All times, those that go on until a moment. */
export function workUntil({ over, since }: BusyTimes, until: number): readonly Span[] {
  return since === undefined ? over : [...over, { from: since, to: until }]
}

/** The stretches that steps have now and did not have before; undefined if they lack others that they had. */
function workAdded(before: readonly StepView[], steps: readonly StepView[]): Span[] | undefined {
  if (steps.length < before.length) return undefined
  const added: Span[] = []
  for (const [index, step] of steps.entries()) {
    const old = before[index]
    if (old === step) continue
    const [had, has] = [old === undefined ? [] : workOver(old), workOver(step)]
    if (had.some((one) => !has.some((other) => isSameSpan(one, other)))) return undefined
    added.push(...has.filter((one) => !had.some((other) => isSameSpan(one, other))))
  }
  return added
}

function workOver(step: StepView): Span[] {
  return segmentsOf(step, Infinity).filter(({ kind, to }) => kind !== 'wait' && to !== Infinity)
}

function withSpans(spans: readonly Span[], added: readonly Span[]): readonly Span[] {
  return added.length === 0 ? spans : united([...spans, ...added])
}

/** Stretches as few that lie apart. Those that are nearly in order are sorted in one pass. */
function united(spans: readonly Span[]): Span[] {
  const apart: Span[] = []
  for (const { from, to } of spans.toSorted((a, b) => a.from - b.from)) {
    const last = apart.at(-1)
    if (last === undefined || from > last.to) apart.push({ from, to })
    else if (to > last.to) apart[apart.length - 1] = { from: last.from, to }
  }
  return apart
}
