import { type ErrorCode, errors } from '@clearway/contract'
import type { FastifyReply } from 'fastify'
import { ActionError } from '../errors.ts'
import { apiVersion } from '../version.ts'

export interface Endpoint {
  readonly name: string
  /** As asked for in the path; the newest where the path names none. */
  readonly requested: string
}

function meta(id: string, trx: string, { name, requested }: Endpoint, status: number, subcode: number, message: string) {
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
export function success(id: string, trx: string, endpoint: Endpoint, data: object): object {
  return { meta: meta(id, trx, endpoint, 200, 0, 'OK'), data }
}

export function failure(
  id: string,
  trx: string,
  endpoint: Endpoint,
  error: unknown,
): { readonly status: number; readonly code: ErrorCode; readonly body: object } {
  const code: ErrorCode = error instanceof ActionError ? error.code : 'internal'
  const { status, subcode, title, cure } = errors[code]
  const details = error instanceof ActionError ? error.details : {}
  const message = [title, explain(details), cure].filter((part) => part !== '').join(' ')
  return {
    status,
    code,
    body: { meta: { ...meta(id, trx, endpoint, status, subcode, message), error_data: { code, cure, ...details } }, data: {} },
  }
}

/** The details that a person wants to read, in brackets behind the title. */
function explain(details: Readonly<Record<string, unknown>>): string {
  const shown = Object.entries(details).flatMap(([name, value]) =>
    typeof value === 'string' || typeof value === 'number' ? [`${name}: ${value}`] : [],
  )
  return shown.length === 0 ? '' : `(${shown.join(', ')})`
}

/** Clients that know the header wait for as long as it says. */
export function withRetryAfter(reply: FastifyReply, error: unknown): FastifyReply {
  const seconds = error instanceof ActionError && error.code === 'too_many_requests' ? error.details['seconds'] : undefined
  return typeof seconds === 'number' ? reply.header('retry-after', String(seconds)) : reply
}
