const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const

/** A size for people: `812 B`, `4.2 kB`, `1.5 GB`. */
export function bytes(count: number): string {
  let [size, unit] = [count, 0]
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1000
    unit += 1
  }
  return `${unit === 0 || size >= 99.5 ? Math.round(size) : size.toFixed(1)} ${units[unit]}`
}
