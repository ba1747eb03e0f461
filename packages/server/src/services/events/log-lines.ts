import { isoTime } from '../../db/sql/iso-time.ts'
import { malformed } from '../../queries/malformed.ts'

/** A line of a log, as it is stored. */
export interface LogLine {
  readonly timestamp: number
  readonly level: string
  readonly worker: string
  readonly msg: string
}

const placeholders = ['asctime', 'timestamp', 'worker', 'level', 'msg'] as const
type Placeholder = (typeof placeholders)[number]

/** How a line is written as text. `{{` and `}}` stand for braces, as in Python. Refuses a format with other placeholders, or with an open brace. */
export function lineFormat(format: string): (line: LogLine) => string {
  const pieces = [...format.replace(/\n+$/, '').matchAll(/\{\{|\}\}|\{([^{}]*)\}|[{}]|[^{}]+/g)].map(([text, name]) => piece(text, name))
  return (line) => `${pieces.map((write) => write(line)).join('')}\n`
}

function piece(text: string, name: string | undefined): (line: LogLine) => string {
  if (text === '{' || text === '}') throw malformed('line_format', 'has a brace alone: {{ stands for {, and }} for }')
  if (name === undefined) return () => (text === '{{' || text === '}}' ? text.slice(1) : text)
  if (!(placeholders as readonly string[]).includes(name)) throw malformed('line_format', `{${name}} is none of ${placeholders.join(', ')}`)
  return (line) => valueOf(line, name as Placeholder)
}

function valueOf(line: LogLine, name: Placeholder): string {
  return name === 'asctime' ? isoTime(line.timestamp) : String(line[name])
}

/** A line as JSON, with the names that ClearML server 2.3.0 uses. */
export function lineOfJson({ timestamp, ...line }: LogLine): string {
  return `${JSON.stringify({ asctime: isoTime(timestamp), ...line })}\n`
}
