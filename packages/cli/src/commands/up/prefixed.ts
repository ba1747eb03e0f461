import type { Look, Style } from '../../look.ts'

export type Part = 'server' | 'services' | 'agent'

const styles = { server: 'blue', services: 'magenta', agent: 'green' } as const satisfies Record<Part, Style>
const width = Math.max(...Object.keys(styles).map((part) => part.length))

/** A line behind the name of the part that it comes from. */
export function prefixed(part: Part, line: string, look: Look): string {
  return `${look.paint(styles[part], `${part.padEnd(width)} │`)} ${line}`
}
