/** A size as people say it: `812 B`, `1.4 MB`. */
export function bytesOf(size: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  const power = size < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(size) / 3))
  const value = size / 1000 ** power
  return `${power === 0 ? value : value.toFixed(1)} ${units[power]}`
}
