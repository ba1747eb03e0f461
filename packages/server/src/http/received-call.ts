import type { FastifyReply, FastifyRequest } from 'fastify'
import type { IdempotencyRecords } from '../idempotency/idempotency-records.ts'
import type { Call } from './call.ts'
import type { CallDeps } from './call-deps.ts'

/** A call whose body has been read, with all that its answer needs. */
export interface ReceivedCall {
  readonly call: Call
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly deps: CallDeps
  readonly records: IdempotencyRecords
}
