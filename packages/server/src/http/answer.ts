import type { changes, RequestOf } from '@clearway/contract'
import type { FastifyReply } from 'fastify'
import type { TSchema } from 'typebox'
import { authorizeRows } from '../auth/authorize.ts'
import type { Context } from '../context.ts'
import { ActionError } from '../errors.ts'
import type { TextFile } from '../text-file.ts'
import type { MountedAction } from './actions.ts'
import { callerOf } from './admit.ts'
import { contextOf } from './call-context.ts'
import { success } from './envelope.ts'
import { sendEvents } from './event-stream.ts'
import { sendText } from './send-text.ts'
import { inputOf } from './input.ts'
import { isLight, jsonInSlices } from './json-in-slices.ts'
import { downTo, upFrom } from './legacy-shapes.ts'
import { linesOf } from './lines.ts'
import { withoutRefusedNulls } from './nulls.ts'
import { problemsOf } from './problems.ts'
import type { ReceivedCall } from './received-call.ts'
import { changeSessionCookie } from './session-cookie.ts'

interface Input {
  readonly value: unknown
  /** The address and the hash of the body. A call that equals an earlier one in both repeats that one. */
  readonly request: string
}

/** Checks the input of a call, runs the handler and sends the answer. */
export async function answer(received: ReceivedCall): Promise<FastifyReply | undefined> {
  const { call, request, reply, deps } = received
  const { endpoint, mounted } = call
  const { name, action } = mounted
  const ctx = contextOf(received)
  const input = checked(mounted, readInput(received))
  await authorizeRows(ctx, action, input.value)
  if (action.form === 'stream') {
    await sendEvents(ctx, input.value as RequestOf<typeof changes.stream>, { request, reply, admit: () => callerOf(deps, action, request) })
    return undefined
  }
  const data = await perform(received, ctx, input)
  if (action.form === 'text') return sendText(reply, data as TextFile)
  if (deps.settings.strict && !mounted.response().Check(data))
    throw new Error(`${name} answers what its contract does not say: ${JSON.stringify(mounted.response().Errors(data).slice(0, 3))}`)
  if (action.cookie !== undefined) changeSessionCookie(deps.auth, request, reply, { change: action.cookie, data })
  const envelope = success(call, downTo(endpoint.requested, action.versioned?.answer, data))
  if (isLight(envelope)) return reply.code(200).send(envelope)
  return reply
    .code(200)
    .type('application/json; charset=utf-8')
    .send(await jsonInSlices(envelope))
}

/** The input, if it matches the action's schema. Unknown fields pass, because ClearML's clients send fields that mean nothing. */
function checked({ action, request }: MountedAction, input: Input): Input {
  if (request().Check(input.value)) return input
  const value = withoutRefusedNulls(action.request, input.value)
  if (!request().Check(value)) throw invalid(action.request, value)
  return { ...input, value }
}

function readInput({ call, request }: ReceivedCall): Input {
  const { endpoint, mounted } = call
  if (mounted.action.form === 'lines') {
    const { bytes, digest } = linesOf(request)
    return { value: bytes, request: `${request.url}\n${digest}` }
  }
  const value = upFrom(endpoint.requested, mounted.action.versioned?.request, inputOf(request, mounted.action.request))
  return { value, request: `${request.url}\n${request.bodyDigest}` }
}

/** Runs the handler. For an action whose answers are recorded, it runs once for a call and its repeats. */
async function perform({ call, reply, records }: ReceivedCall, ctx: Context, { value, request }: Input): Promise<object> {
  const { name, action, handler } = call.mounted
  if (action.repeat !== 'recorded') return handler(value, ctx)
  const record = records.begin(ctx, name, request)
  if (reply.raw.closed) record.ended(false)
  else reply.raw.once('close', () => record.ended(reply.raw.writableFinished))
  // Lines go to the telemetry thread, for which no transaction may wait.
  return action.form === 'lines'
    ? record.onceInTransactions(ctx, (parts) => handler(value, parts))
    : record.once(ctx, (tx) => handler(value, tx))
}

function invalid(schema: TSchema, input: unknown): ActionError {
  const problems = problemsOf(schema, input)
  return new ActionError(problems.every(({ missing }) => missing) ? 'missing_fields' : 'invalid_request', {
    field: problems[0]?.field ?? '(body)',
    reason: problems[0]?.message ?? '',
    problems: problems.map(({ field, message }) => ({ field, message })),
  })
}
