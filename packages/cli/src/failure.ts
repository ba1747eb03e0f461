import { harmless, visibleLine, visibleText } from '@clearway/contract/visible-text'
import type { Look } from './look.ts'
import { terminalCure } from './terminal-cures.ts'

/** The names of errors whose message is written for users. Names, so that no package is loaded for its error class. */
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

/** The command line was right, and what it asked for failed. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed'
}

/** The text of an error: what happened, why, and what to do. An unexpected error has a stack if the user asked for it. */
export function describeFailure(error: unknown, look: Look, env: Readonly<Record<string, string | undefined>> = process.env): string {
  const wantsStack = env['CLEARWAY_DEBUG'] === '1'
  const mark = look.paint('red', '✗')
  if (!(error instanceof Error)) return `${mark} ${visibleText(String(error))}`
  const isExplained = explained.has(error.name)
  // A message of the server may contain texts of other users, so only messages of this program keep their line breaks.
  const [what = '', ...rest] = paragraphs(error).map(error.name === 'ApiError' ? visibleText : indented)
  const lines = [`${mark} ${what}`, ...rest.map((line) => `  ${line}`)]
  if (wantsStack) lines.push('', look.paint('dim', harmless(stackOf(error))))
  else if (!isExplained) lines.push(look.paint('dim', '  That should not happen. CLEARWAY_DEBUG=1 shows where it did.'))
  return lines.join('\n')
}

/** Indents all lines of a text but the first. */
function indented(text: string): string {
  return text.split('\n').map(visibleLine).join('\n  ')
}

export function exitCodeOf(error: unknown): number {
  return error instanceof Error && error.name === 'UsageError' ? 2 : 1
}

/** Splits a message: what happened on the first line, the cure on the second. */
function paragraphs(error: Error): readonly string[] {
  const message = error.message === '' ? error.name : withoutAction(error)
  const { code, details } = error as { readonly code?: unknown; readonly details?: { readonly cure?: unknown } }
  const cure = details?.cure
  if (typeof cure === 'string' && message.endsWith(cure) && message.length > cure.length)
    return [message.slice(0, -cure.length).trimEnd(), terminalCure(String(code)) ?? cure]
  // A sentence ends with a full stop before a capital letter; file names and addresses contain full stops too.
  const end = /[.!?] (?=[A-Z`])/.exec(message)
  return end === null ? [message] : [message.slice(0, end.index + 1), message.slice(end.index + 2)]
}

/** Removes the name of the action, which is for programs, if the server itself answered. */
function withoutAction(error: Error): string {
  return error.name === 'ApiError' ? error.message.replace(/^\w+\.\w+: /, '') : error.message
}

function stackOf(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${stackOf(error.cause)}` : ''
  return `${error.stack ?? error.message}${cause}`
}
