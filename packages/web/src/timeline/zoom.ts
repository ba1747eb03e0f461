import type { Span } from './time-scale.ts'

/** The shortest view, in ms. */
const shortest = 200

/** Reads a view from an address: `12.5-80`, in seconds since the first moment of a run. Undefined for a malformed view. */
export function parseTime(given: unknown): string | undefined {
  const [, from, to] = typeof given === 'string' ? (/^(\d{1,9}(?:\.\d{1,3})?)-(\d{1,9}(?:\.\d{1,3})?)$/.exec(given) ?? []) : []
  return Number(from) < Number(to) ? String(given) : undefined
}

/** The part of a run that an address names; the whole run if it names none, or none of this run. */
export function viewIn(whole: Span, time: string | undefined): Span {
  const [from, to] = (time ?? '').split('-').map((seconds) => whole.from + Number(seconds) * 1000)
  if (from === undefined || to === undefined || from >= whole.to) return whole
  return within(whole, { from, to })
}

/** How an address names a view; undefined for the whole run. */
export function timeOf(whole: Span, view: Span): string | undefined {
  if (view.from <= whole.from && view.to >= whole.to) return undefined
  const seconds = (at: number): string => String(Math.round(at - whole.from) / 1000)
  return `${seconds(view.from)}-${seconds(view.to)}`
}

/** A view that is `factor` times as long, around a moment that stays where it is. */
export function zoomed(whole: Span, { from, to }: Span, { factor, around }: { readonly factor: number; readonly around: number }): Span {
  const fixed = Math.min(to, Math.max(from, around))
  return within(whole, { from: fixed - (fixed - from) * factor, to: fixed + (to - fixed) * factor })
}

/** A view of the same length, which begins later by a part of its length; earlier if the part is below 0. */
export function moved(whole: Span, { from, to }: Span, part: number): Span {
  const by = Math.max(whole.from - from, Math.min(whole.to - to, (to - from) * part))
  return { from: from + by, to: to + by }
}

interface Pinch {
  /** How many times as long the view becomes. */
  readonly factor: number
  /** The moment that is between the fingers, and where they are now, from 0 to 100. */
  readonly around: number
  readonly place: number
}

/** A view that two fingers have made longer or shorter and moved, which stays between the ends of the run. */
export function pinched(whole: Span, { from, to }: Span, { factor, around, place }: Pinch): Span {
  const most = whole.to - whole.from
  const length = Math.min(most, Math.max(Math.min(shortest, most), (to - from) * factor))
  const begin = Math.max(whole.from, Math.min(whole.to - length, around - (length * place) / 100))
  return { from: begin, to: begin + length }
}

/** The part of a view that belongs to the run, which has the shortest length at least. */
function within(whole: Span, view: Span): Span {
  const length = Math.max(shortest, view.to - view.from)
  const middle = (view.from + view.to) / 2
  const from = Math.max(whole.from, view.to - view.from < shortest ? middle - length / 2 : view.from)
  return { from, to: Math.min(whole.to, Math.max(view.to, from + length)) }
}
