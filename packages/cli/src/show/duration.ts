const [second, minute, hour, day] = [1000, 60_000, 3_600_000, 86_400_000]

/** A time span for people: `0.3 s`, `12 s`, `2 min 05 s`, `3 h 10 min`, `4 d 2 h`. */
export function duration(milliseconds: number): string {
  const ms = Math.max(0, milliseconds)
  if (ms < 9.95 * second) return `${(ms / second).toFixed(1)} s`
  if (ms < minute - second / 2) return `${Math.round(ms / second)} s`
  const minutes = Math.round(ms / second) / 60
  if (minutes < 60) return `${Math.floor(minutes)} min ${pad(Math.round(ms / second) % 60)} s`
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} h ${pad(Math.floor(minutes % 60))} min`
  return `${Math.floor(minutes / (24 * 60))} d ${Math.floor((minutes / 60) % 24)} h`
}

/** How long ago something was: `just now`, `3 s ago`, `5 min ago`, or the date if it was long ago. */
export function ago(at: number, now: number): string {
  const ms = now - at
  if (ms < second) return 'just now'
  if (ms < minute) return `${Math.floor(ms / second)} s ago`
  if (ms < hour) return `${Math.floor(ms / minute)} min ago`
  if (ms < day) return `${Math.floor(ms / hour)} h ago`
  if (ms < 14 * day) return `${Math.floor(ms / day)} d ago`
  return new Date(at).toISOString().slice(0, 10)
}

/** How long before the look's time a time on the wire was; empty for none. */
export function shownAgo(wire: string | undefined, { now }: { readonly now: number }): string {
  const at = timeOf(wire)
  return at === undefined ? '' : ago(at, now)
}

/** A time of day in this machine's time zone. */
export function clockTime(at: number): string {
  return new Date(at).toTimeString().slice(0, 8)
}

/** The milliseconds of a time on the wire. */
export function timeOf(wire: string | undefined): number | undefined {
  if (wire === undefined || wire === '') return undefined
  const at = Date.parse(wire)
  return Number.isNaN(at) ? undefined : at
}

function pad(number: number): string {
  return String(number).padStart(2, '0')
}
