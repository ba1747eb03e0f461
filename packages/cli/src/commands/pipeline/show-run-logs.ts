import type { LogLine } from '../../follow/log-lines.ts'
import type { Look, Style } from '../../look.ts'
import { clockTime } from '../../show/duration.ts'

export interface RunLogs {
  /** `part` is the step's name, or `controller`. */
  readonly events: readonly (LogLine & { readonly part: string; readonly task: string })[]
}

const styles = ['cyan', 'green', 'yellow', 'blue', 'magenta'] as const satisfies readonly Style[]

/** Log lines, each after the name of the part that printed it; each part has its own colour. */
export function showRunLogs({ events }: RunLogs, look: Look): string {
  if (events.length === 0) return look.paint('dim', 'Nothing was printed.')
  const parts = [...new Set(events.map(({ part }) => part))]
  const width = Math.min(24, Math.max(...parts.map((part) => part.length)))
  return events
    .flatMap(({ part, timestamp, msg }) => {
      const style = styles[parts.indexOf(part) % styles.length] ?? 'reset'
      const prefix = `${look.paint('dim', clockTime(timestamp))}  ${look.paint(style, `${part.slice(0, width).padEnd(width)} │`)} `
      return msg
        .replace(/\n$/, '')
        .split('\n')
        .map((line) => prefix + line)
    })
    .join('\n')
}
