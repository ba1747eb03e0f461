import type { FastifyRequest } from 'fastify'
import type { Caller } from '../caller.ts'
import type { MountedAction } from './actions.ts'
import type { Endpoint } from './envelope.ts'

/** One call of an action, known before its body is read. */
export interface Call {
  readonly id: string
  /** The caller's own name for the call, repeated in its answer. */
  readonly trx: string
  readonly endpoint: Endpoint
  readonly mounted: MountedAction
  /** Undefined where the action is anyone's and the call carries no credentials. */
  readonly caller?: Caller
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Null unless the path names an action. */
    call: Call | null
    /** The SHA-256 of the body's bytes; empty until they are read. */
    bodyDigest: string
  }
}

/** A header of ClearML's clients, which send theirs under two prefixes. */
export function clearmlHeader({ headers }: FastifyRequest, name: string): string | undefined {
  const value = headers[`x-clearml-${name}`] ?? headers[`x-trains-${name}`]
  return Array.isArray(value) ? value[0] : value
}

/** ClearML's clients fork with open connections and then read each other's answers: each answer closes its connection. */
export function isClearmlClient(request: FastifyRequest): boolean {
  return (
    (clearmlHeader(request, 'client') ?? '').startsWith('clearml') ||
    clearmlHeader(request, 'agent') !== undefined ||
    (request.headers['user-agent'] ?? '').startsWith('python-requests')
  )
}
