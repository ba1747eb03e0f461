import { harmless, visibleLine, visibleText } from '@clearway/contract/visible-text'
import type { Look } from './look.ts'
import { terminalCure } from './terminal-cures.ts'

/** Errors whose message is written for the person at the terminal: by name, so that no package is loaded for the sake of its error. */
const explained: ReadonlySet<string> = new Set([
  'ApiError',
  'InvalidPipeline',
  'NoServer',
  'SettingError',
  'UnusableDatabase',
  'UsageError',
  'WaitTimeout',
  'CommandFailed',
])

/** The command did what it could, and the thing itself went wrong. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed'
}

/** What happened, why, and what to do; a stack only where nobody foresaw the error, and then only when asked for. */
export function describeFailure(error: unknown, look: Look, env: Readonly<Record<string, string | undefined>> = process.env): string {
  const wantsStack = env['CLEARWAY_DEBUG'] === '1'
  const mark = look.paint('red', '✗')
  if (!(error instanceof Error)) return `${mark} ${visibleText(String(error))}`
  const isExplained = explained.has(error.name)
  // What the server says may hold texts of others; only our own messages have lines.
  const [what = '', ...rest] = paragraphs(error).map(error.name === 'ApiError' ? visibleText : indented)
  const lines = [`${mark} ${what}`, ...rest.map((line) => `  ${line}`)]
  if (wantsStack) lines.push('', look.paint('dim', harmless(stackOf(error))))
  else if (!isExplained) lines.push(look.paint('dim', '  That should not happen. CLEARWAY_DEBUG=1 shows where it did.'))
  return lines.join('\n')
}

/** A text of several lines below its first one. */
function indented(text: string): string {
  return text.split('\n').map(visibleLine).join('\n  ')
}

export function exitCodeOf(error: unknown): number {
  return error instanceof Error && error.name === 'UsageError' ? 2 : 1
}

/** What happened on the first line, the cure on the second. */
function paragraphs(error: Error): readonly string[] {
  const message = error.message === '' ? error.name : withoutAction(error)
  const { code, details } = error as { readonly code?: unknown; readonly details?: { readonly cure?: unknown } }
  const cure = details?.cure
  if (typeof cure === 'string' && message.endsWith(cure) && message.length > cure.length)
    return [message.slice(0, -cure.length).trimEnd(), terminalCure(String(code)) ?? cure]
  // A sentence ends at a point before a capital; file names and addresses hold points as well.
  const end = /[.!?] (?=[A-Z`])/.exec(message)
  return end === null ? [message] : [message.slice(0, end.index + 1), message.slice(end.index + 2)]
}

/** The action's name is for programs, as long as the server itself answered. */
function withoutAction(error: Error): string {
  return error.name === 'ApiError' ? error.message.replace(/^\w+\.\w+: /, '') : error.message
}

function stackOf(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${stackOf(error.cause)}` : ''
  return `${error.stack ?? error.message}${cause}`
}
