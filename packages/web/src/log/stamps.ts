import type { LogEntry } from './log-entry.ts'

/** What the column of times of a log shows. */
export const stampKinds = ['clock', 'start', 'delta'] as const
export type StampKind = (typeof stampKinds)[number]

export const stampChoices = [
  { value: 'clock', label: 'Clock' },
  { value: 'start', label: 'Since start' },
  { value: 'delta', label: 'Since the line before' },
] as const satisfies readonly { readonly value: StampKind; readonly label: string }[]

/** How many characters the longest time has: `+12:04:05.678`. */
export const stampLength = 13

type Timed = Pick<LogEntry, 'at' | 'attempt'>

/** When the first line of each attempt was written. */
export function startsOf(entries: readonly Timed[]): ReadonlyMap<number, number> {
  const starts = new Map<number, number>()
  for (const { at, attempt } of entries) starts.set(attempt, Math.min(at, starts.get(attempt) ?? at))
  return starts
}

/** The time of a line: of the day, since the first line of its attempt, or since the line that is shown before it. */
export function stampOf(
  kind: StampKind,
  line: Timed,
  { start, before }: { readonly start: number; readonly before: Timed | undefined },
): string {
  if (kind === 'clock') return clockOf(line.at)
  return kind === 'start' ? spanOf(line.at - start) : spanOf(line.at - (before?.at ?? line.at))
}

function clockOf(at: number): string {
  const date = new Date(at)
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${three(date.getMilliseconds())}`
}

/** `+0.012`, `+1:02.345`, `+2:05:00.000`. Lines of a log may be out of order: `−0.100`. */
function spanOf(milliseconds: number): string {
  const size = Math.abs(Math.round(milliseconds))
  const [hours, minutes, seconds] = [Math.floor(size / 3_600_000), Math.floor(size / 60_000) % 60, Math.floor(size / 1000) % 60]
  const end = `.${three(size % 1000)}`
  const whole = hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : minutes > 0 ? `${minutes}:${two(seconds)}` : String(seconds)
  return `${milliseconds < 0 ? '−' : '+'}${whole}${end}`
}

const two = (value: number): string => String(value).padStart(2, '0')
const three = (value: number): string => String(value).padStart(3, '0')
