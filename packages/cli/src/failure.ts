import type { RunFault } from '@clearway/contract'
import { hasEnded, type TaskStatus } from '@clearway/contract/status'
import { stateWord } from '@clearway/contract/state-words'
import { harmless, visibleLine, visibleText } from '@clearway/contract/visible-text'
import type { exitCodes } from './exit-codes.ts'
import type { Look } from './look.ts'
import { stopCauseOf } from './stop-signal.ts'
import { cureOnTerminal } from './terminal-cures.ts'
import { UsageError } from './usage-error.ts'

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
  'StoppedByUser',
])

/** The codes of failures that commands find themselves, for programs that read `--json`. */
export type FailureCode = 'failed' | 'not_found' | 'ambiguous' | 'not_confirmed'

/** The command line was right, and what it asked for failed. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed'
  readonly code: FailureCode

  constructor(message: string, { code = 'failed', ...options }: ErrorOptions & { readonly code?: FailureCode } = {}) {
    super(message, options)
    this.code = code
  }
}

/** The error to report for what a command threw. If the user ended a wait of the command, that is `StoppedByUser`, and not the error by which the wait ended. */
export function reported(error: unknown): unknown {
  return error instanceof Error && error.name === 'AbortError' ? (stopCauseOf(error) ?? error) : error
}

/** The text of an error: what happened, why, and what to do. An unexpected error has a stack if the user asked for it. */
export function describeFailure(error: unknown, look: Look, env: Readonly<Record<string, string | undefined>> = process.env): string {
  const wantsStack = env['CLEARWAY_DEBUG'] === '1'
  const mark = look.paint('red', '✗')
  if (!(error instanceof Error)) return `${mark} ${visibleText(String(error))}`
  const isExplained = explained.has(error.name)
  // A message of the server may contain texts of other users, so only messages of this program keep their line breaks.
  const [what = '', ...rest] = paragraphs(error)
    .map(error.name === 'ApiError' ? visibleText : indented)
    // The first line is the server's and may hold texts of other users; the cures are this program's.
    .map((text, index) => (error.name === 'ApiError' && index === 0 ? text : look.typed(text)))
  const lines = [`${mark} ${what}`, ...rest.map((line) => `  ${line}`)]
  if (wantsStack) lines.push('', look.paint('dim', harmless(stackOf(error))))
  else if (!isExplained) lines.push(look.paint('dim', '  That should not happen. CLEARWAY_DEBUG=1 shows where it did.'))
  return lines.join('\n')
}

/** Indents all lines of a text but the first. */
function indented(text: string): string {
  return text.split('\n').map(visibleLine).join('\n  ')
}

/** The exit code of a failure; `exit-codes.ts` describes each. */
export function exitCodeOf(error: unknown): number {
  const stopped = stopCauseOf(error)
  if (stopped !== undefined) return stopped.exitCode
  const code: keyof typeof exitCodes = error instanceof UsageError ? 2 : 1
  return code
}

/** Splits the message of an error: what happened first, then the cure, if the message names one. */
export function paragraphs(error: Error): readonly string[] {
  const message = error.message === '' ? error.name : withoutAction(error)
  if (error instanceof UsageError && error.cure !== undefined) return [message, error.cure]
  const { code, details } = error as { readonly code?: unknown; readonly details?: Details }
  if (code === 'invalid_pipeline' && details?.faults !== undefined)
    return ['The pipeline cannot run as it is:', ...details.faults.map(faultLine)]
  if (error.name === 'InvalidPipeline') return [message]
  const problems = /^(.*?)\.? \(problems: (.*?)\)(?: |$)/s.exec(message)
  if (problems !== null) return [`${code === 'invalid_request' ? 'The server does not take this' : problems[1]}: ${problems[2]}.`]
  if (code === 'invalid_transition' && details?.allowed !== undefined) return wrongStatus(details, isForcible(error))
  const cure = details?.cure
  if (typeof cure === 'string' && message.endsWith(cure) && message.length > cure.length)
    return [message.slice(0, -cure.length).trimEnd(), cureOnTerminal(String(code), details ?? {}, isForcible(error)) ?? cure]
  // A sentence ends with a full stop before a capital letter; file names and addresses contain full stops too.
  const end = /[.!?] (?=[A-Z`])/.exec(message)
  return end === null ? [message] : [message.slice(0, end.index + 1), message.slice(end.index + 2)]
}

/** What a task's status does not allow, in the words for states that commands show. */
function wrongStatus({ task, status, allowed = [] }: Details, hasForce: boolean): readonly string[] {
  const words = allowed.map(stateWord)
  const may = words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
  const cure = allowed.includes('created') ? toADraft(status) : undefined
  return [
    `The task is ${stateWord(status ?? '')}, and only one that is ${may} can be asked this. (task: ${task ?? ''})`,
    ...(cure === undefined ? [] : [cure]),
    ...(hasForce ? ['--force does it all the same.'] : []),
  ]
}

/** How to get a draft from a task of this status: of the task itself, or of a clone. */
function toADraft(status = ''): string | undefined {
  if (status === 'published') return '`clearway task clone TASK` makes a draft like it.'
  return hasEnded(status as TaskStatus)
    ? '`clearway task reset TASK` makes it a draft again, without its results; `clearway task clone TASK` makes a draft like it.'
    : undefined
}

const ofCommandsWithForce = new WeakSet<Error>()

/** Marks an error of a command that takes `--force`, so that its cure names the flag. */
export function markForcible(error: unknown): void {
  if (error instanceof Error) ofCommandsWithForce.add(error)
}

function isForcible(error: Error): boolean {
  return ofCommandsWithForce.has(error)
}

interface Details {
  readonly cure?: unknown
  /** The profile that a refused key is from. */
  readonly profile?: string
  readonly task?: string
  readonly status?: string
  readonly allowed?: readonly string[]
  readonly faults?: readonly RunFault[]
}

function faultLine({ message, cure, command }: RunFault): string {
  return `- ${message} ${cure}${command === undefined ? '' : ` (\`${command}\`)`}`
}

/** Removes the name of the action, which is for programs, if the server itself answered. */
function withoutAction(error: Error): string {
  return error.name === 'ApiError' ? error.message.replace(/^\w+\.\w+: /, '') : error.message
}

function stackOf(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${stackOf(error.cause)}` : ''
  return `${error.stack ?? error.message}${cause}`
}
