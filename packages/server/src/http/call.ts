import type { FastifyRequest } from 'fastify'
import type { Caller } from '../caller.ts'
import type { MountedAction } from './actions.ts'

export interface Endpoint {
  readonly name: string
  /** The version in the path; the newest one if the path has none. */
  readonly requested: string
}

/** One call of an action, as its headers describe it, before its body is read. */
export interface Call {
  readonly id: string
  /** The caller's own id of the call, which the answer repeats. */
  readonly trx: string
  readonly endpoint: Endpoint
  readonly mounted: MountedAction
  /** Undefined if anyone may call the action and the call carries no credentials. */
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

/** A header of ClearML's clients, which send it with one of two prefixes. */
export function clearmlHeader({ headers }: FastifyRequest, name: string): string | undefined {
  const value = headers[`x-clearml-${name}`] ?? headers[`x-trains-${name}`]
  return Array.isArray(value) ? value[0] : value
}

/** Whether each answer must close its connection: ClearML's clients fork with open connections, and would then read each other's answers. */
export function isClearmlClient(request: FastifyRequest): boolean {
  return (
    (clearmlHeader(request, 'client') ?? '').startsWith('clearml') ||
    clearmlHeader(request, 'agent') !== undefined ||
    (request.headers['user-agent'] ?? '').startsWith('python-requests')
  )
}
