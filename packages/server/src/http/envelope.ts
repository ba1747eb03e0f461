import type { ErrorCode } from '@clearway/contract'
import type { FastifyReply } from 'fastify'
import { describeError } from '../describe-error.ts'
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
  const known = error instanceof ActionError ? error : { code: 'internal' as const, details: { id: call.id } }
  const { data, ...result } = describeError(known)
  return { status: result.status, code: known.code, body: { meta: { ...meta(call, result), error_data: data }, data: {} } }
}

/** Sets the header with the time that a client has to wait. */
export function withRetryAfter(reply: FastifyReply, error: unknown): FastifyReply {
  const seconds = error instanceof ActionError && error.code === 'too_many_requests' ? error.details['seconds'] : undefined
  return typeof seconds === 'number' ? reply.header('retry-after', String(seconds)) : reply
}
