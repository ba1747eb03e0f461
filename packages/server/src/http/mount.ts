import { type Action, attemptAccess, contract, mayCall, sharedErrors } from '@clearway/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Compile, type Validator } from 'typebox/compile'
import type { Caller, Context } from '../context.ts'
import { ActionError } from '../errors.ts'
import { lazily } from '../lazily.ts'
import { services } from '../services/index.ts'
import { authenticate } from './authenticate.ts'
import { failure, success, withRetryAfter } from './envelope.ts'
import { sendEvents } from './event-stream.ts'
import { inputOf } from './input.ts'
import { downTo, upFrom } from './legacy-shapes.ts'
import { Lines } from './lines.ts'
import type { Receipts } from './receipts.ts'
import type { CallParts } from './call-parts.ts'
import { setSessionCookie } from './session-cookie.ts'
import { apiVersion } from '../version.ts'

type AnyHandler = (input: unknown, ctx: Context) => Promise<object>

interface Mounted {
  readonly name: string
  readonly action: Action
  readonly handler: AnyHandler
  readonly request: () => Validator
  readonly response: () => Validator
}

/**
 * Every action of the contract at `/service.action` and `/v2.23/service.action`, by GET, POST and PUT alike. Two routes lead to all of them: a route for
 * each would take a tenth of the start, and of the memory.
 */
export function mountActions(app: FastifyInstance, parts: CallParts, receipts: Receipts): void {
  const mounted = mountedActions()
  const action = `:action(^(?:${Object.keys(contract).join('|')})\\.[a-z_]+$)`
  for (const url of [`/${action}`, `/v:version(^\\d+\\.\\d+$)/${action}`])
    app.route({
      method: ['GET', 'POST', 'PUT'],
      url,
      handler: (request, reply) => {
        const found = mounted.get((request.params as { readonly action: string }).action)
        return found === undefined ? reply.callNotFound() : answer(parts, receipts, found, request, reply)
      },
    })
}

function mountedActions(): ReadonlyMap<string, Mounted> {
  const mounted = new Map<string, Mounted>()
  for (const [service, actions] of Object.entries(contract))
    for (const [name, action] of Object.entries<Action>(actions)) {
      const handlers = services[service as keyof typeof services] as unknown as Readonly<Record<string, AnyHandler>>
      mounted.set(`${service}.${name}`, {
        name: `${service}.${name}`,
        action,
        handler: handlers[name]!,
        // A server that has just started needs few of its four hundred validators.
        request: lazily(() => Compile(action.request)),
        response: lazily(() => Compile(action.response)),
      })
    }
  return mounted
}

async function answer(
  parts: CallParts,
  receipts: Receipts,
  mounted: Mounted,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply | undefined> {
  const { name, action } = mounted
  const id = parts.clock.newId()
  const trx = trxOf(request) ?? id
  const endpoint = { name, requested: (request.params as { version?: string }).version ?? apiVersion }
  if (isClearmlClient(request)) void reply.header('connection', 'close')
  try {
    const caller = await authenticate(parts.auth, request, action.access)
    const ctx = contextOf(parts, mounted, caller, request, reply)
    const lines = action.form === 'lines' ? linesOf(request) : undefined
    const input = lines === undefined ? upFrom(endpoint.requested, name, inputOf(request)) : lines.bytes
    // Unknown keys pass: the clients send more than they mean.
    if (!mounted.request().Check(input)) throw invalid(mounted.request(), input)
    if (action.form === 'stream') {
      await sendEvents(ctx, input as never, { request, reply, admit: () => authenticate(parts.auth, request, action.access) })
      return undefined
    }
    const data = await perform(receipts, mounted, { input, digest: lines?.digest }, ctx, reply)
    if (parts.settings.strict && !mounted.response().Check(data))
      throw new Error(`${name} answers what its contract does not say: ${JSON.stringify(mounted.response().Errors(data).slice(0, 3))}`)
    setSessionCookie(request, reply, name, data)
    return await reply.code(200).send(success(id, trx, endpoint, downTo(endpoint.requested, name, data)))
  } catch (thrown) {
    const error = parts.settings.strict ? listed(mounted, thrown) : thrown
    const { status, code, body } = failure(id, trx, endpoint, error)
    if (code === 'internal') parts.log.error({ err: error, action: name, call: id }, 'An action failed on our side')
    else parts.log.debug({ action: name, code, details: (error as ActionError).details }, 'Refused')
    return withRetryAfter(reply, error).code(status).send(body)
  }
}

/** A code that the contract does not promise is a fault of ours. */
function listed({ name, action }: Mounted, error: unknown): unknown {
  if (!(error instanceof ActionError) || [...sharedErrors, ...action.errors].includes(error.code)) return error
  return new Error(`${name} answers ${error.code}, which its contract does not list`, { cause: error })
}

async function perform(
  receipts: Receipts,
  { name, action, handler }: Mounted,
  { input, digest }: { readonly input: unknown; readonly digest: string | undefined },
  ctx: Context,
  reply: FastifyReply,
): Promise<object> {
  if (action.repeatable !== true) return handler(input, ctx)
  const call = receipts.begin(ctx, name, digest ?? JSON.stringify(input))
  if (reply.raw.closed) call.ended(false)
  else reply.raw.once('close', () => call.ended(reply.raw.writableFinished))
  // Lines go to the telemetry thread, for which no transaction may wait.
  return action.form === 'lines' ? call.onceInParts(ctx, (parts) => handler(input, parts)) : call.once(ctx, (tx) => handler(input, tx))
}

function contextOf(
  { clock, ...parts }: CallParts,
  { name, action }: Mounted,
  caller: Caller | undefined,
  request: FastifyRequest,
  reply: FastifyReply,
): Context {
  if (caller === undefined && action.access !== 'anyone') throw new ActionError('no_credentials')
  const known = caller ?? { company: '', user: { id: '', name: '', role: 'viewer' as const }, credential: 'user' as const, session: '' }
  if (!mayCall(known.user.role, action.access)) throw new ActionError('access_denied', { access: action.access, role: known.user.role })
  if (known.attempt !== undefined) {
    if (!(attemptAccess as readonly string[]).includes(action.access))
      throw new ActionError('access_denied', { access: action.access, role: 'attempt' })
    // What an old attempt sends late is kept where it does no harm (its log and metrics) and refused elsewhere.
    if (!known.attempt.live && action.access === 'user' && action.form !== 'lines')
      throw new ActionError('attempt_ended', { attempt: known.attempt.id, task: known.attempt.task })
  }
  return {
    ...clock,
    ...parts,
    ...known,
    doing: name,
    notify: parts.signals.send,
    signal: callSignal(parts.stopping, reply),
    remoteAddress: request.ip,
    machine: header(request, 'worker') ?? '',
  }
}

/** Aborted when the caller leaves or the server stops. */
function callSignal(stopping: AbortSignal, reply: FastifyReply): AbortSignal {
  const left = new AbortController()
  reply.raw.once('close', () => left.abort())
  return AbortSignal.any([stopping, left.signal])
}

/** ClearML sends its headers under two prefixes. */
function header({ headers }: FastifyRequest, name: string): string | undefined {
  const value = headers[`x-clearml-${name}`] ?? headers[`x-trains-${name}`]
  return Array.isArray(value) ? value[0] : value
}
function trxOf(request: FastifyRequest): string | undefined {
  return header(request, 'trx')
}

/** Its clients fork with open connections and then read each other's answers: each answer closes its connection. */
function isClearmlClient(request: FastifyRequest): boolean {
  return (
    (header(request, 'client') ?? '').startsWith('clearml') ||
    header(request, 'agent') !== undefined ||
    (request.headers['user-agent'] ?? '').startsWith('python-requests')
  )
}

function linesOf({ body }: FastifyRequest): Lines {
  if (body instanceof Lines) return body
  if (body === undefined || body === null) throw new ActionError('empty_batch')
  return new Lines(new TextEncoder().encode(JSON.stringify(body)))
}

function invalid(validator: Validator, input: unknown): ActionError {
  const problems = validator
    .Errors(input)
    .slice(0, 20)
    .map(({ instancePath, message, keyword, params }) => {
      const missing = keyword === 'required' ? (params as { requiredProperties?: readonly string[] }).requiredProperties : undefined
      const field = [...instancePath.split('/').slice(1), ...(missing ?? []).slice(0, 1)].join('.')
      return { field: field === '' ? '(body)' : field, message }
    })
  const onlyMissing = validator.Errors(input).every(({ keyword }) => keyword === 'required')
  return new ActionError(onlyMissing ? 'missing_fields' : 'invalid_request', {
    field: problems[0]?.field ?? '(body)',
    reason: problems[0]?.message ?? '',
    problems,
  })
}
