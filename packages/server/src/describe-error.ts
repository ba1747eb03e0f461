import { errors } from '@clearway/contract/errors'
import type { ActionError } from './errors.ts'

/** An error as its caller gets it. */
export interface DescribedError {
  readonly status: number
  readonly subcode: number
  /** The title, the details and the cure, because most callers see only the message. */
  readonly message: string
  readonly data: Readonly<Record<string, unknown>>
}

export function describeError({ code, details }: Pick<ActionError, 'code' | 'details'>): DescribedError {
  const { status, subcode, title, cure } = errors[code]
  return {
    status,
    subcode,
    message: [title, explain(details), cure].filter((part) => part !== '').join(' '),
    data: { code, cure, ...details },
  }
}

/** The details of an error in brackets, for the message: most callers see the message only, and the cure refers to the details. */
function explain({ field, reason, ...details }: Readonly<Record<string, unknown>>): string {
  // `field` and `reason` repeat the first of the problems.
  const all = details['problems'] === undefined ? { field, reason, ...details } : details
  const shown = Object.entries(all).flatMap(([name, value]) => {
    const text = detailText(value)
    return text === undefined ? [] : [`${name}: ${text}`]
  })
  return shown.length === 0 ? '' : `(${shown.join('; ')})`
}

const shownItems = 10

function detailText(value: unknown): string | undefined {
  if (typeof value === 'string' || typeof value === 'number') return String(value)
  if (!Array.isArray(value) || value.length === 0) return undefined
  const items = value.slice(0, shownItems).flatMap((item: unknown) => itemText(item) ?? [])
  return [...items, ...(value.length > shownItems ? ['…'] : [])].join(', ')
}

function itemText(item: unknown): string | undefined {
  if (typeof item !== 'object' || item === null) return detailText(item)
  const { field, message } = item as { readonly field?: unknown; readonly message?: unknown }
  return typeof field === 'string' && typeof message === 'string' ? `${field} ${message}` : undefined
}
