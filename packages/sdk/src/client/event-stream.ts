import type { changes, ResponseOf } from '@clearway/contract'
import { apiVersion, streamCommentMs } from '@clearway/contract/wire'
import { ApiError, isApiError } from '../api-error.ts'
import { keptBody } from '../kept-body.ts'
import { readAnswer } from './answer.ts'
import { connectionFailureOf } from './connection-failure.ts'
import type { Caller, CallOptions } from './call.ts'
import { backOffMs, isTemporary } from '@clearway/contract/back-off'
import { pause } from '@clearway/contract/pause'
import { parseServerEvents } from './server-events.ts'
import { Silence } from './silence.ts'

/** A change; or `resync`, if the server no longer has the changes that were missed, so that the reader must read its data again. */
export type StreamedChange = ResponseOf<typeof changes.stream> | { readonly entity: 'resync'; readonly seq: number }

/** After so long without a byte a connection counts as lost: the server would have sent several comments. */
const silentMs = 3 * streamCommentMs

/**
 * Follows the changes without end, over as many connections as it takes; each continues where the last one broke. A connection that is silent for
 * `longestSilenceMs` counts as broken: a connection that the network has dropped reports no end.
 */
export async function* followChanges(
  caller: Caller,
  input: object,
  { signal }: CallOptions = {},
  longestSilenceMs = silentMs,
): AsyncGenerator<StreamedChange, void, void> {
  let lastId: string | undefined
  for (let attempt = 1; ; attempt += 1) {
    const silence = new Silence(longestSilenceMs)
    const either = signal === undefined ? silence.signal : AbortSignal.any([signal, silence.signal])
    try {
      const bytes = await open(caller, input, lastId, either)
      for await (const event of parseServerEvents(silence.endedBy(bytes))) {
        attempt = 1
        lastId = event.id ?? lastId
        if (event.type === 'resync') yield { entity: 'resync', seq: Number(event.id ?? 0) }
        else if (event.data !== '') yield JSON.parse(event.data) as StreamedChange
      }
    } catch (error) {
      signal?.throwIfAborted()
      if (!silence.signal.aborted && !canReconnect(error, attempt)) throw error
    } finally {
      silence.close()
    }
    await pause(backOffMs(attempt), signal)
  }
}

/** Whether to connect again after a failure. */
function canReconnect(error: unknown, attempt: number): boolean {
  if (!isApiError(error)) return connectionFailureOf(error) !== undefined
  if (error.status === 401) return attempt <= 3
  return isTemporary(error.status)
}

async function open(caller: Caller, input: object, lastId: string | undefined, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
  const authorization = await caller.login.header(signal)
  const response = await caller.send(`${caller.baseUrl}/v${apiVersion}/changes.stream`, {
    method: 'POST',
    body: JSON.stringify(input),
    signal,
    headers: {
      ...caller.headers,
      'content-type': 'application/json',
      accept: 'text/event-stream',
      ...(authorization === undefined ? {} : { authorization }),
      ...(lastId === undefined ? {} : { 'last-event-id': lastId }),
    },
  })
  if (response.status === 401 && !caller.login.renew(authorization)) throw await failureOf(response)
  const body = keptBody(response)
  if (!response.ok || body === null) throw await failureOf(response)
  return body
}

async function failureOf(response: Response): Promise<unknown> {
  return readAnswer('changes.stream', response).then(
    () => new ApiError('changes.stream: the answer was no stream.', { code: 'not_this_server', status: response.status }),
    (error: unknown) => error,
  )
}
