/** A time on the wire. The offset is written out: ClearML's Python clients compare with aware times. */
export function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('Z', '+00:00')
}
