import type { FastifyReply } from 'fastify'
import { callerLeft, type Context } from '../context.ts'
import { clearmlHeader } from './call.ts'
import type { ReceivedCall } from './received-call.ts'

/** The caller of an action that anyone may call, without credentials. */
const nobody = { company: '', user: { id: '', name: '', role: 'viewer' }, credential: 'user', session: '' } as const

/** The context in which the handler of a call runs. */
export function contextOf({ call, request, reply, deps }: Omit<ReceivedCall, 'records'>): Context {
  const { clock, readers, ...services } = deps
  const caller = call.caller ?? nobody
  const signal = callSignal(deps.stopping, reply)
  const { db: reader, matchTexts } = readers.for({ caller: caller.user.id, signal })
  return {
    ...clock,
    ...services,
    ...caller,
    reader,
    matchTexts,
    doing: call.mounted.name,
    notify: deps.signals.send,
    signal,
    remoteAddress: request.ip,
    machine: clearmlHeader(request, 'worker') ?? '',
  }
}

/** A signal that is aborted when the caller closes the connection or the server stops. */
function callSignal(stopping: AbortSignal, reply: FastifyReply): AbortSignal {
  const left = new AbortController()
  reply.raw.once('close', () => left.abort(callerLeft))
  return AbortSignal.any([stopping, left.signal])
}
