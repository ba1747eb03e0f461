/** A time span that is only expected, in milliseconds, for people: `~20 s`, `~3 min`, `~2 h`. */
export function roughDuration(milliseconds: number): string {
  const seconds = Math.ceil(Math.max(0, milliseconds) / 1000)
  if (seconds < 90) return seconds < 10 ? `~${seconds} s` : `~${Math.round(seconds / 10) * 10} s`
  if (seconds < 90 * 60) return `~${Math.round(seconds / 60)} min`
  return seconds < 36 * 3600 ? `~${Math.round(seconds / 3600)} h` : `~${Math.round(seconds / 86_400)} d`
}
