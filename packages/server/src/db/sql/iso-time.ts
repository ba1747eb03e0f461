/** Formats a time for the wire. The offset is explicit, because ClearML's Python clients compare with aware times. */
export function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('Z', '+00:00')
}
