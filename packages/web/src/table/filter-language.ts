import { type State, stateWord } from '@clearway/contract/state-words'
import { type TaskStatus, taskStatuses, type TaskType, taskTypes } from '@clearway/contract/status'

export const comparisons = ['>=', '<=', '>', '<', '='] as const
export type Comparison = (typeof comparisons)[number]

/** A metric or a parameter compared with a value: `acc>0.9`. */
export interface CompareTerm {
  readonly name: string
  readonly by: Comparison
  readonly value: string
}
/** A part of what a list of tasks is searched for: `status:failed`, `type:training`, `tag:x`, `acc>0.9`, else words. */
export type Term =
  | { readonly status: TaskStatus }
  | { readonly type: TaskType }
  | { readonly tag: string }
  /** The name of a user, or `me`. */
  | { readonly user: string }
  /** When the status last changed. */
  | { readonly changed: 'today' }
  | CompareTerm
  /** As it was typed: words in quotes belong together, and `-x` must not occur. */
  | { readonly text: string }

const quoted = String.raw`"[^"]*"`
/** Words that stand together, with what is in quotes. A quote that is never closed goes on to the end. */
const pieces = new RegExp(String.raw`(?:${quoted}|[^\s"])+(?:"[^"]*$)?|"[^"]*$`, 'g')
const fieldTerm = new RegExp(`^(status|type|tag|user|changed):(${quoted}|[^"]+)$`)
const compareTerm = new RegExp(`^(${quoted}|[^"<>=:]+)(>=|<=|>|<|=)(${quoted}|[^"<>=]+)$`)

/** Reads what somebody typed. Whatever is no term of its own is text. */
export function parseFilter(text: string): Term[] {
  return (text.match(pieces) ?? []).map((piece) => fieldOf(piece) ?? comparisonOf(piece) ?? { text: piece })
}

function fieldOf(piece: string): Term | undefined {
  const [, field, given = ''] = fieldTerm.exec(piece) ?? []
  const value = unquoted(given)
  if (field === undefined || value === '') return undefined
  if (field === 'tag') return { tag: value }
  if (field === 'user') return { user: value }
  const name = value.toLowerCase()
  if (field === 'changed') return name === 'today' ? { changed: name } : undefined
  if (field === 'type') {
    const type = taskTypes.find((one) => one === name)
    return type && { type }
  }
  const status = taskStatuses.find((one) => one === name) ?? taskStatuses.find((one) => stateWord(one satisfies State) === name)
  return status && { status }
}

function comparisonOf(piece: string): CompareTerm | undefined {
  const [, left = '', sign, right = ''] = compareTerm.exec(piece) ?? []
  const by = comparisons.find((one) => one === sign)
  const [name, value] = [unquoted(left), unquoted(right)]
  if (by === undefined || name === '') return undefined
  return by === '=' || isNumber(value) ? { name, by, value } : undefined
}

export const isNumber = (value: string): boolean => value.trim() !== '' && Number.isFinite(Number(value))

function unquoted(text: string): string {
  return text.startsWith('"') && text.endsWith('"') && text.length > 1 ? text.slice(1, -1) : text
}

/** Terms as somebody types them. No name and no value can have quotes in it. */
export function printFilter(terms: readonly Term[]): string {
  return terms.map(printTerm).join(' ')
}

function printTerm(term: Term): string {
  if ('text' in term) return term.text
  if ('status' in term) return `status:${term.status}`
  if ('type' in term) return `type:${term.type}`
  if ('changed' in term) return `changed:${term.changed}`
  if ('user' in term) return `user:${inQuotes(term.user)}`
  return 'tag' in term ? `tag:${inQuotes(term.tag)}` : `${inQuotes(term.name)}${term.by}${inQuotes(term.value)}`
}
const inQuotes = (text: string): string => (/^[^\s"<>=:]+$/.test(text) ? text : `"${text}"`)
