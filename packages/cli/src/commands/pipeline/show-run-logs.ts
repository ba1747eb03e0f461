import type { LogLine } from '../../follow/log-lines.ts'
import { type FoundLines, showFoundLines } from '../../follow/search-log.ts'
import { showParts } from '../../follow/show-parts.ts'
import type { Look } from '../../look.ts'

export interface RunLogs {
  /** `part` is the step's name, or `controller`. */
  readonly events: readonly (LogLine & { readonly part: string; readonly task: string })[]
}

export function showRunLogs(logs: RunLogs | FoundLines, look: Look): string {
  if ('lines' in logs) return showFoundLines(logs, look)
  return logs.events.length === 0 ? look.paint('dim', 'Nothing was printed.') : showParts(logs.events, look)
}
