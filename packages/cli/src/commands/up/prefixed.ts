import type { Look, Style } from '../../look.ts'

export type Label = 'server' | 'services' | 'agent'

const styles = { server: 'blue', services: 'magenta', agent: 'green' } as const satisfies Record<Label, Style>
const width = Math.max(...Object.keys(styles).map((label) => label.length))

/** Puts the label of the process from which a text comes before each of its lines. */
export function prefixed(label: Label, text: string, look: Look): string {
  const head = look.paint(styles[label], `${label.padEnd(width)} │`)
  return text
    .split('\n')
    .map((line) => `${head} ${line}`)
    .join('\n')
}
