import type { LogLine } from '../../follow/log-lines.ts'
import type { Look } from '../../look.ts'
import { clockTime } from '../../show/duration.ts'

/** The lines that the task printed, each after its time of day. */
export function showLog({ events }: { readonly events: readonly LogLine[] }, look: Look): string {
  if (events.length === 0) return look.paint('dim', 'It printed nothing.')
  return events.flatMap((line) => showLines(line, look)).join('\n')
}

function showLines({ timestamp, level, msg }: LogLine, look: Look): string[] {
  const style = level === 'error' || level === 'critical' ? 'red' : level === 'warning' || level === 'warn' ? 'yellow' : undefined
  const time = look.paint('dim', clockTime(timestamp))
  return msg
    .replace(/\n$/, '')
    .split('\n')
    .map((text) => `${time}  ${style === undefined ? text : look.paint(style, text)}`)
}
