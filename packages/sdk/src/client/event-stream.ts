import type { changes, ResponseOf } from '@clearway/contract'
import { apiVersion } from '@clearway/contract/wire'
import { ApiError, isApiError } from '../api-error.ts'
import { keptBody } from '../kept-body.ts'
import { abortable } from './abortable.ts'
import { readAnswer } from './answer.ts'
import { connectionFailureOf } from './connection-failure.ts'
import type { Caller, CallOptions } from './call.ts'
import { backOffMs, isTemporary } from '@clearway/contract/back-off'
import { pause } from './pause.ts'
import { parseServerEvents } from './server-events.ts'

/** A change; or `resync`, if the server no longer has the changes that were missed, so that the reader must read its data again. */
export type StreamedChange = ResponseOf<typeof changes.stream> | { readonly entity: 'resync'; readonly seq: number }

/** Follows the changes without end, over as many connections as it takes; each continues where the last one broke. */
export async function* followChanges(
  caller: Caller,
  input: object,
  { signal }: CallOptions = {},
): AsyncGenerator<StreamedChange, void, void> {
  let lastId: string | undefined
  for (let attempt = 1; ; attempt += 1) {
    try {
      for await (const event of parseServerEvents(await open(caller, input, lastId, signal))) {
        attempt = 1
        lastId = event.id ?? lastId
        if (event.type === 'resync') yield { entity: 'resync', seq: Number(event.id ?? 0) }
        else if (event.data !== '') yield JSON.parse(event.data) as StreamedChange
      }
    } catch (error) {
      signal?.throwIfAborted()
      if (!canReconnect(error, attempt)) throw error
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

async function open(
  caller: Caller,
  input: object,
  lastId: string | undefined,
  signal: AbortSignal | undefined,
): Promise<ReadableStream<Uint8Array>> {
  const authorization = await abortable(caller.login.header(), signal)
  const response = await caller.send(`${caller.baseUrl}/v${apiVersion}/changes.stream`, {
    method: 'POST',
    body: JSON.stringify(input),
    signal: signal ?? null,
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
