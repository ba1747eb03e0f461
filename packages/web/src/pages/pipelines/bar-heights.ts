/** How high the bars of runs are, in percent of the highest, by how long each took in ms; undefined for a run that has not begun. */
export function barHeights(durations: readonly (number | undefined)[]): (number | undefined)[] {
  const longest = durations.reduce<number>((most, took) => Math.max(most, took ?? 0), 0)
  return durations.map((took) =>
    took === undefined ? undefined : longest === 0 ? least : Math.max(least, Math.round((100 * took) / longest)),
  )
}
/** A run that took next to nothing still has a bar. */
const least = 15
