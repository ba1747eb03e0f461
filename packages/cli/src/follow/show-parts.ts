import type { Look, Style } from '../look.ts'
import { clockTime } from '../show/duration.ts'

interface Line {
  /** The name of the step that printed it, or `controller`. */
  readonly part: string
  readonly timestamp: number
  readonly msg: string
}

const styles = ['cyan', 'green', 'yellow', 'blue', 'magenta'] as const satisfies readonly Style[]

/** Log lines, each after the name of the part that printed it; each part has its own colour. */
export function showParts(lines: readonly Line[], look: Look): string {
  const parts = [...new Set(lines.map(({ part }) => part))]
  const width = Math.min(24, Math.max(...parts.map((part) => part.length)))
  return lines
    .flatMap(({ part, timestamp, msg }) => {
      const style = styles[parts.indexOf(part) % styles.length] ?? 'reset'
      const prefix = `${look.paint('dim', clockTime(timestamp))}  ${look.paint(style, `${part.slice(0, width).padEnd(width)} │`)} `
      return msg
        .replace(/\n$/, '')
        .split('\n')
        .map((text) => prefix + text)
    })
    .join('\n')
}
