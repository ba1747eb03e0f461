import { type ErrorCode, errors } from '@clearway/contract'
import type { FastifyReply } from 'fastify'
import { ActionError } from '../errors.ts'
import { apiVersion } from '@clearway/contract/wire'
import type { Call } from './call.ts'

/** The call that an answer belongs to. */
type Answered = Pick<Call, 'id' | 'trx' | 'endpoint'>

interface Result {
  readonly status: number
  readonly subcode: number
  readonly message: string
}

function meta({ id, trx, endpoint: { name, requested } }: Answered, { status, subcode, message }: Result) {
  // Below 2.1 ClearML writes versions as numbers.
  const version = Number(requested) < 2.1 ? Number(requested) : requested
  return {
    id,
    trx,
    endpoint: { name, requested_version: version, actual_version: typeof version === 'number' ? 1 : apiVersion },
    result_code: status,
    result_subcode: subcode,
    result_msg: message,
    error_stack: null as string | null,
    error_data: {} as object,
  }
}

/** ClearML's frame around every answer: the HTTP status is repeated in it, and `data` is always an object. */
export function success(call: Answered, data: object): object {
  return { meta: meta(call, { status: 200, subcode: 0, message: 'OK' }), data }
}

export function failure(call: Answered, error: unknown): { readonly status: number; readonly code: ErrorCode; readonly body: object } {
  const code: ErrorCode = error instanceof ActionError ? error.code : 'internal'
  const { status, subcode, title, cure } = errors[code]
  const details = error instanceof ActionError ? error.details : { id: call.id }
  const message = [title, explain(details), cure].filter((part) => part !== '').join(' ')
  return {
    status,
    code,
    body: { meta: { ...meta(call, { status, subcode, message }), error_data: { code, cure, ...details } }, data: {} },
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

/** Sets the header with the time that a client has to wait. */
export function withRetryAfter(reply: FastifyReply, error: unknown): FastifyReply {
  const seconds = error instanceof ActionError && error.code === 'too_many_requests' ? error.details['seconds'] : undefined
  return typeof seconds === 'number' ? reply.header('retry-after', String(seconds)) : reply
}
