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
/** A metric or a parameter between two numbers, which it may equal: `lr=0.001..0.1`. One of them may be empty: `lr=..0.1`. */
export interface RangeTerm {
  readonly name: string
  readonly from: string
  readonly to: string
}
/** A part of what a list of tasks is searched for: `status:failed`, `type:training`, `tag:x`, `acc>0.9`, `lr=0.001..0.1`, else words. */
export type Term =
  | { readonly status: TaskStatus }
  | { readonly type: TaskType }
  | { readonly tag: string }
  /** The name of a user, or `me`. */
  | { readonly user: string }
  /** When the status last changed. */
  | { readonly changed: 'today' }
  | CompareTerm
  | RangeTerm
  /** As it was typed: words in quotes belong together, and `-x` must not occur. */
  | { readonly text: string }

const quoted = String.raw`"[^"]*"`
/** Words that stand together, with what is in quotes. A quote that is never closed goes on to the end. */
const pieces = new RegExp(String.raw`(?:${quoted}|[^\s"])+(?:"[^"]*$)?|"[^"]*$`, 'g')
const fieldTerm = new RegExp(`^(status|type|tag|user|changed):(${quoted}|[^"]+)$`)
const compareTerm = new RegExp(`^(${quoted}|[^"<>=:]+)(>=|<=|>|<|=)(${quoted}|[^"<>=]+)$`)
const nameAlone = new RegExp(`^(${quoted}|[^"<>=:]+)$`)

/** Reads what somebody typed. Whatever is no term of its own is text. Spaces around a comparison and before a range are left out. */
export function parseFilter(text: string): Term[] {
  const given = text.match(pieces) ?? []
  const terms: Term[] = []
  for (let at = 0; at < given.length;) {
    const [term, count] = termAt(given.slice(at, at + 3))
    terms.push(term)
    at += count
  }
  return terms
}

/** The term that pieces begin with, and of how many of them it is. */
function termAt([piece = '', next, afterNext]: readonly string[]): readonly [term: Term, pieces: number] {
  const alone = fieldOf(piece) ?? comparisonOf(piece)
  if (alone !== undefined) return [alone, 1]
  if (next !== undefined && fieldOf(next) === undefined) {
    const isSplit = /[<>=]$/.test(piece) !== /^[<>=]/.test(next)
    const pair = isSplit
      ? comparisonOf(piece + next)
      : nameAlone.test(piece) && rangeIn(next)
        ? comparisonOf(`${piece}=${next}`)
        : undefined
    if (pair !== undefined) return [pair, 2]
    const isSign = comparisons.some((one) => one === next)
    const spaced =
      isSign && afterNext !== undefined && fieldOf(afterNext) === undefined ? comparisonOf(piece + next + afterNext) : undefined
    if (spaced !== undefined) return [spaced, 3]
  }
  return [{ text: piece }, 1]
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

function comparisonOf(piece: string): CompareTerm | RangeTerm | undefined {
  const [, left = '', sign, right = ''] = compareTerm.exec(piece) ?? []
  const by = comparisons.find((one) => one === sign)
  const [name, value] = [unquoted(left), unquoted(right)]
  if (by === undefined || name === '') return undefined
  const range = by === '=' ? rangeIn(right) : undefined
  if (range !== undefined) return { name, ...range }
  return by === '=' || isNumber(value) ? { name, by, value } : undefined
}

/** The bounds of a text such as `0.001..0.1`, `..0.1` or `0.001..`; undefined if it is none. */
function rangeIn(text: string): Omit<RangeTerm, 'name'> | undefined {
  const [from = '', to, ...more] = text.split('..')
  if (to === undefined || more.length > 0 || (from === '' && to === '')) return undefined
  return [from, to].every((bound) => bound === '' || isNumber(bound)) ? { from, to } : undefined
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
  if ('from' in term) return `${inQuotes(term.name)}=${term.from}..${term.to}`
  return 'tag' in term ? `tag:${inQuotes(term.tag)}` : `${inQuotes(term.name)}${term.by}${inQuotes(term.value)}`
}
const inQuotes = (text: string): string => (/^[^\s"<>=:]+$/.test(text) && rangeIn(text) === undefined ? text : `"${text}"`)
