import type { Look, Style } from '../../look.ts'

export type Part = 'server' | 'services' | 'agent'

const styles = { server: 'blue', services: 'magenta', agent: 'green' } as const satisfies Record<Part, Style>
const width = Math.max(...Object.keys(styles).map((part) => part.length))

/** Puts the name of the part from which a text comes before each of its lines. */
export function prefixed(part: Part, text: string, look: Look): string {
  const head = look.paint(styles[part], `${part.padEnd(width)} │`)
  return text
    .split('\n')
    .map((line) => `${head} ${line}`)
    .join('\n')
}
