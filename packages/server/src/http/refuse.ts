import { sharedErrors } from '@clearway/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { ActionError } from '../errors.ts'
import { apiVersion } from '@clearway/contract/wire'
import type { MountedAction } from './actions.ts'
import type { CallDeps } from './call-deps.ts'
import { failure, withRetryAfter } from './envelope.ts'
import { defined } from '../defined.ts'

export type Refuse = (request: FastifyRequest, reply: FastifyReply, error: unknown) => FastifyReply

/** Answers an error in ClearML's frame, even if the request names no action, because ClearML's clients read no other form. */
export function refusing({ clock, log, settings, storage }: Pick<CallDeps, 'clock' | 'log' | 'settings' | 'storage'>): Refuse {
  return (request, reply, thrown) => {
    // The router refuses some addresses before the request has its properties.
    const call = request.call ?? undefined
    const id = call?.id ?? clock.newId()
    const name = call?.mounted.name ?? defined(request.url.split('?', 1)[0]).replace(/^\/+/, '')
    const fault = storage.record(thrown)
    const refusal = fault ?? known(thrown)
    const error = call !== undefined && settings.strict ? listed(call.mounted, refusal) : refusal
    const { status, code, body } = failure(call ?? { id, trx: id, endpoint: { name, requested: apiVersion } }, error)
    if (isUnread(reply, thrown)) log.debug({ action: name, call: id }, 'A client left before its answer')
    else if (fault !== undefined || ours.includes(code)) log.error({ err: error, action: name, call: id }, 'A call failed on our side')
    else log.debug({ action: name, code, details: (error as ActionError).details }, 'Refused')
    return withRetryAfter(reply, error).code(status).send(body)
  }
}

/** The errors that the operator has to know of. */
const ours: readonly string[] = ['internal', 'files_unavailable', 'storage_full', 'database_locked', 'database_unusable']

/** Whether the client closed the connection while its answer was compressed. */
function isUnread({ raw }: FastifyReply, thrown: unknown): boolean {
  return raw.destroyed && (thrown as { readonly code?: unknown } | undefined)?.code === 'ERR_STREAM_PREMATURE_CLOSE'
}

/** Replaces an error that the action's contract does not list: such an error is a fault of the server. */
function listed({ name, action }: MountedAction, error: unknown): unknown {
  if (!(error instanceof ActionError) || [...sharedErrors, ...action.errors].includes(error.code)) return error
  return new Error(`${name} answers ${error.code}, which its contract does not list`, { cause: error })
}

/** Translates Fastify's own refusals to errors of the contract. */
function known(error: unknown): unknown {
  const code = (error as { code?: string }).code
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new ActionError('body_too_large', {}, { cause: error })
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return new ActionError('unsupported_media', {}, { cause: error })
  if (code === 'FST_ERR_CTP_EMPTY_JSON_BODY' || code === 'FST_ERR_CTP_INVALID_CONTENT_LENGTH')
    return new ActionError('invalid_json', {}, { cause: error })
  return error
}
