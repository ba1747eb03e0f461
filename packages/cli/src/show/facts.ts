import type { Look } from '../look.ts'

/** Formats names and values, one pair a line. Pairs without a value are left out. */
export function facts(look: Look, entries: readonly (readonly [name: string, value: string | undefined])[]): string {
  const known = entries.flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, value] as const]))
  const width = Math.max(0, ...known.map(([name]) => name.length))
  return known
    .map(([name, value]) => `${look.paint('dim', name.padEnd(width))}  ${value.replaceAll('\n', `\n${' '.repeat(width + 2)}`)}`)
    .join('\n')
}
