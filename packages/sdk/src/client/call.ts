import { apiVersion, mayRepeat, traitsOf, waitSecondsOf } from '@clearway/contract/wire'
import { ApiError } from '../api-error.ts'
import { readAnswer } from './answer.ts'
import { connectionFailureOf } from './connection-failure.ts'
import type { Login } from './login.ts'
import { backOffMs, pause } from './pause.ts'

export interface CallOptions {
  readonly signal?: AbortSignal
  /** For how long the call may be tried again where the server cannot be reached or asks to wait. */
  readonly patienceSeconds?: number
}

export interface Caller {
  readonly send: typeof fetch
  readonly baseUrl: string
  readonly login: Login
  readonly patienceSeconds: number
  readonly headers: Readonly<Record<string, string>>
}

/** How long one try may take beyond what its request asks the server to wait. */
const trySeconds = 60

/** Sends one action until it is answered: again after 401 once, again after a refusal or a lost connection where that cannot do harm. */
export async function call(caller: Caller, action: string, input: unknown, options: CallOptions = {}): Promise<object> {
  const { signal, patienceSeconds = caller.patienceSeconds } = options
  const request = encode(action, input)
  const until = performance.now() + patienceSeconds * 1000
  let renewed = false
  for (let attempt = 1; ; attempt += 1) {
    let authorization: string | undefined
    try {
      authorization = await caller.login.header()
      const response = await sendOnce(caller, action, request, authorization, signal)
      return await readAnswer(action, response)
    } catch (error) {
      signal?.throwIfAborted()
      if (
        !renewed &&
        error instanceof ApiError &&
        error.status === 401 &&
        authorization !== undefined &&
        caller.login.renew(authorization)
      ) {
        renewed = true
        continue
      }
      const waitMs = mayTryAgain(action, error) ? Math.max(backOffMs(attempt), retryAfterMs(error)) : undefined
      if (waitMs === undefined || performance.now() + waitMs > until) throw describe(caller.baseUrl, action, error)
      await pause(waitMs, signal)
    }
  }
}

interface Encoded {
  readonly body: string
  readonly type: string
  readonly waitSeconds: number
}

function encode(action: string, input: unknown): Encoded {
  const waitSeconds = waitSecondsOf(action, input)
  if (traitsOf(action)?.form !== 'lines') return { body: JSON.stringify(input ?? {}), type: 'application/json', waitSeconds }
  const body = Array.isArray(input) ? input.map((line) => JSON.stringify(line)).join('\n') : String(input)
  return { body, type: 'application/json-lines', waitSeconds }
}

async function sendOnce(
  caller: Caller,
  action: string,
  request: Encoded,
  authorization: string | undefined,
  signal?: AbortSignal,
): Promise<Response> {
  const deadline = AbortSignal.timeout(Math.ceil((trySeconds + request.waitSeconds) * 1000))
  return caller.send(`${caller.baseUrl}/v${apiVersion}/${action}`, {
    method: 'POST',
    body: request.body,
    signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
    headers: { ...caller.headers, 'content-type': request.type, ...(authorization === undefined ? {} : { authorization }) },
  })
}

function retryAfterMs(error: unknown): number {
  const seconds = error instanceof ApiError ? error.details['retryAfterSeconds'] : undefined
  return typeof seconds === 'number' ? seconds * 1000 : 0
}

const neverSent: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'])

function mayTryAgain(action: string, error: unknown): boolean {
  // 429 and 503 say that nothing was done, and a connection that never stood carried nothing.
  if (error instanceof ApiError) return error.status === 429 || error.status === 503 || (error.status === 502 && mayRepeat(action))
  const failure = connectionFailureOf(error)
  return failure !== undefined && (neverSent.has(failure) || mayRepeat(action))
}

function describe(baseUrl: string, action: string, error: unknown): unknown {
  const failure = connectionFailureOf(error)
  if (failure === undefined) return error
  const message =
    failure === 'timeout'
      ? `${action}: ${baseUrl} did not answer in time. See whether the server is overloaded; its log says more.`
      : `${action}: ${baseUrl} cannot be reached (${failure}). Start the server, or correct its address.`
  return new ApiError(message, { code: failure === 'timeout' ? 'no_answer' : 'unreachable', status: 0, cause: error })
}
