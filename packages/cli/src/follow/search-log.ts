import { flagOf } from '@clearway/contract/flag-of'
import type { events, RequestOf, ResponseOf } from '@clearway/contract'
import type { Api } from '@clearway/sdk'
import type { Look } from '../look.ts'
import { assertKnown, flag, text, texts } from '../option.ts'
import { UsageError } from '../usage-error.ts'
import { showParts } from './show-parts.ts'

type Asked = RequestOf<typeof events.search_log>
type Found = ResponseOf<typeof events.search_log>

/** Lines of logs that were found; `part` is the name of the step or task that printed one. */
export interface FoundLines extends Omit<Found, 'lines'> {
  readonly lines: readonly (Found['lines'][number] & { readonly part: string })[]
}

const levels = ['debug', 'info', 'warning', 'error', 'critical'] as const
/** How many lines an answer of the server has at most. */
const most = 1000

/** The flags of a search in logs. */
export const searchFlags = {
  search: text('Only lines that match this regular expression, without regard to case; all lines are searched.', 'PATTERN'),
  level: texts(`Only lines of these levels: ${levels.join(', ')}.`, 'LEVEL'),
  errors: flag('Only lines that name the error which ended a program, each text once.'),
}
interface Given {
  readonly search: string | undefined
  readonly level: readonly string[] | undefined
  readonly errors: boolean
}

/** What a search was asked for; undefined if none was. `others`: flags that a search has no use for, and refuses. */
export function searchOf({ search, level, errors }: Given, others: Readonly<Record<string, unknown>>): Asked | undefined {
  assertKnown('--level', level, levels)
  if (search === undefined && level === undefined && !errors) return undefined
  const other = Object.entries(others).find(([, value]) => value !== undefined && value !== false)
  if (other !== undefined)
    throw new UsageError(`${flagOf(other[0])} cannot be used in a search, which finds lines wherever they are.`, {
      field: flagOf(other[0]),
    })
  return {
    limit: most,
    ...(search === undefined ? {} : { pattern: search }),
    // ClearML's SDK writes both words.
    ...(level === undefined ? {} : { levels: level.flatMap((one) => (one === 'warning' ? ['warning', 'warn'] : [one])) }),
    ...(errors ? { errors: true, distinct: true } : {}),
  }
}

/** Searches logs. `nameOf` names the part of a task; its own name by default. */
export async function searchLog(
  api: Api,
  asked: Asked,
  nameOf: (task: string) => string | undefined = () => undefined,
): Promise<FoundLines> {
  const { lines, ...sums } = await api.events.search_log(asked)
  return { ...sums, lines: lines.map((line) => ({ part: nameOf(line.task) ?? line.task_name, ...line })) }
}

export function showFoundLines({ lines, total, distinct, complete }: FoundLines, look: Look): string {
  if (lines.length === 0) return look.paint('dim', 'No line is as you asked.')
  const shown = lines.map(({ part, timestamp, text: msg, count }) => ({
    part,
    timestamp,
    msg: count > 1 ? `${msg}  (${count} times)` : msg,
  }))
  const isDistinct = lines.some(({ count }) => count > 1)
  const left = isDistinct ? distinct - lines.length : total - lines.length
  const notes = [
    ...(left > 0 ? [`… and ${left} more; a narrower search shows them.`] : []),
    ...(complete ? [] : ['The logs are longer than what is searched at once; search fewer tasks or steps.']),
  ]
  return [showParts(shown, look), ...notes.map((note) => look.paint('dim', note))].join('\n')
}
