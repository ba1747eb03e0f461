import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { TSchema } from 'typebox'
import { contract } from '@clearway/contract'
import { authorizeRows } from '../auth/authorize.ts'
import { callerLeft, type Context } from '../context.ts'
import { ActionError } from '../errors.ts'
import { mountedActions, type MountedAction } from './actions.ts'
import { admit, callerOf } from './admit.ts'
import { type Call, clearmlHeader } from './call.ts'
import type { CallParts } from './call-parts.ts'
import { success } from './envelope.ts'
import { sendEvents } from './event-stream.ts'
import { inputOf } from './input.ts'
import { downTo, upFrom } from './legacy-shapes.ts'
import { Lines } from './lines.ts'
import { problemsOf } from './problems.ts'
import type { IdempotencyRecords } from '../idempotency/idempotency-records.ts'
import { changeSessionCookie } from './session-cookie.ts'

/**
 * Every action of the contract at `/service.action` and `/v2.23/service.action`, by GET, POST and PUT alike. Two routes lead to all of them: a route for
 * each would take a tenth of the start, and of the memory.
 */
export function mountActions(app: FastifyInstance, parts: CallParts, records: IdempotencyRecords): void {
  const mounted = mountedActions()
  const action = `:action(^(?:${Object.keys(contract).join('|')})\\.[a-z_]+$)`
  const named = (request: FastifyRequest): MountedAction | undefined => mounted.get((request.params as { readonly action: string }).action)
  for (const url of [`/${action}`, `/v:version(^\\d+\\.\\d+$)/${action}`])
    app.route({
      method: ['GET', 'POST', 'PUT'],
      url,
      onRequest: async (request, reply) => {
        const found = named(request)
        if (found === undefined) return reply.callNotFound()
        await admit(parts, found, request, reply)
      },
      handler: (request, reply) => answer(parts, records, request.call!, request, reply),
    })
}

async function answer(
  parts: CallParts,
  records: IdempotencyRecords,
  call: Call,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply | undefined> {
  const { id, trx, endpoint, mounted } = call
  const { name, action } = mounted
  const ctx = contextOf(parts, call, request, reply)
  const lines = action.form === 'lines' ? linesOf(request) : undefined
  const input = lines === undefined ? upFrom(endpoint.requested, action.versioned?.request, inputOf(request)) : lines.bytes
  // Unknown keys pass: the clients send more than they mean.
  if (!mounted.request().Check(input)) throw invalid(action.request, input)
  await authorizeRows(ctx, action, input)
  if (action.form === 'stream') {
    await sendEvents(ctx, input as never, { request, reply, admit: () => callerOf(parts, action, request) })
    return undefined
  }
  const data = await perform(records, mounted, { input, wish: `${request.url}\n${lines?.digest ?? request.bodyDigest}` }, ctx, reply)
  if (parts.settings.strict && !mounted.response().Check(data))
    throw new Error(`${name} answers what its contract does not say: ${JSON.stringify(mounted.response().Errors(data).slice(0, 3))}`)
  if (action.cookie !== undefined) changeSessionCookie(parts.auth, request, reply, { change: action.cookie, data })
  return reply.code(200).send(success(id, trx, endpoint, downTo(endpoint.requested, action.versioned?.answer, data)))
}

async function perform(
  records: IdempotencyRecords,
  { name, action, handler }: MountedAction,
  { input, wish }: { readonly input: unknown; readonly wish: string },
  ctx: Context,
  reply: FastifyReply,
): Promise<object> {
  if (action.repeat !== 'recorded') return handler(input, ctx)
  const call = records.begin(ctx, name, wish)
  if (reply.raw.closed) call.ended(false)
  else reply.raw.once('close', () => call.ended(reply.raw.writableFinished))
  // Lines go to the telemetry thread, for which no transaction may wait.
  return action.form === 'lines' ? call.onceInParts(ctx, (parts) => handler(input, parts)) : call.once(ctx, (tx) => handler(input, tx))
}

function contextOf(
  { clock, readers, ...parts }: CallParts,
  { mounted, caller }: Call,
  request: FastifyRequest,
  reply: FastifyReply,
): Context {
  const nobody = { company: '', user: { id: '', name: '', role: 'viewer' as const }, credential: 'user' as const, session: '' }
  const signal = callSignal(parts.stopping, reply)
  const { db: reader, matchTexts } = readers.for({ caller: caller?.user.id ?? '', signal })
  return {
    ...clock,
    ...parts,
    ...(caller ?? nobody),
    reader,
    matchTexts,
    doing: mounted.name,
    notify: parts.signals.send,
    signal,
    remoteAddress: request.ip,
    machine: clearmlHeader(request, 'worker') ?? '',
  }
}

/** Aborted when the caller leaves or the server stops. */
function callSignal(stopping: AbortSignal, reply: FastifyReply): AbortSignal {
  const left = new AbortController()
  reply.raw.once('close', () => left.abort(callerLeft))
  return AbortSignal.any([stopping, left.signal])
}

/** A body of another type that is one JSON text is a batch of one line. */
function linesOf({ body, bodyDigest }: FastifyRequest): Lines {
  if (body instanceof Lines) return body
  if (body === undefined || body === null) throw new ActionError('empty_batch')
  return new Lines({ bytes: new TextEncoder().encode(JSON.stringify(body)), digest: bodyDigest })
}

function invalid(schema: TSchema, input: unknown): ActionError {
  const problems = problemsOf(schema, input)
  return new ActionError(problems.every(({ missing }) => missing) ? 'missing_fields' : 'invalid_request', {
    field: problems[0]?.field ?? '(body)',
    reason: problems[0]?.message ?? '',
    problems: problems.map(({ field, message }) => ({ field, message })),
  })
}
