import { apiVersion, mayRepeat, traitsOf, waitSecondsOf } from '@clearway/contract/wire'
import { ApiError, isApiError } from '../api-error.ts'
import { readAnswer } from './answer.ts'
import { connectionFailureOf } from './connection-failure.ts'
import type { Login } from './login.ts'
import { backOffMs } from '@clearway/contract/back-off'
import { retry } from './retry.ts'
import { tlsCure } from './tls-cure.ts'

/** How one call is made. */
export interface CallOptions {
  /** Ends the call, and its repetitions, once it is aborted. */
  readonly signal?: AbortSignal
  /** For how many seconds the call may be repeated if the server cannot be reached or asks to wait; default: that of the client. */
  readonly patienceSeconds?: number
}

export interface Caller {
  readonly send: typeof fetch
  readonly baseUrl: string
  readonly login: Login
  readonly patienceSeconds: number
  readonly headers: Readonly<Record<string, string>>
  /** Says what helps where the server cannot be reached. */
  readonly cure?: () => string
}

const generalCure = (): string => 'Start the server (`clearway up` starts one on this machine), or correct its address.'

/** How long one attempt may take, beyond the time that its request asks the server to wait. */
const attemptSeconds = 60

/**
 * Sends an action until it is answered: once more, with a new login, after a 401; and again after a 429, a 503, or a connection that failed, if repeating the
 * action cannot do harm. Throws an ApiError, or the reason of `signal`.
 */
export async function call(caller: Caller, action: string, input: unknown, options: CallOptions = {}): Promise<object | string> {
  const { signal, patienceSeconds = caller.patienceSeconds } = options
  const request = encode(action, input)
  const until = performance.now() + patienceSeconds * 1000
  let authorization: string | undefined
  let isRenewed = false

  async function sendAuthorized(): Promise<object | string> {
    authorization = undefined
    authorization = await caller.login.header(signal)
    const response = await sendOnce(caller, action, request, { authorization, signal })
    return traitsOf(action)?.form === 'text' && response.ok ? response.text() : readAnswer(action, response)
  }

  /** Renews the login after the first 401. */
  function renews(error: unknown): boolean {
    if (isRenewed || !isApiError(error) || error.status !== 401 || authorization === undefined) return false
    isRenewed = caller.login.renew(authorization)
    return isRenewed
  }

  function delayMs(error: unknown, attempt: number): number | undefined {
    if (renews(error)) return 0
    if (!canRepeat(action, error)) return undefined
    const delay = Math.max(backOffMs(attempt), retryAfterMs(error))
    return performance.now() + delay > until ? undefined : delay
  }

  try {
    return await retry(sendAuthorized, { delayMs, signal })
  } catch (error) {
    signal?.throwIfAborted()
    throw describe(caller, action, error)
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
  { authorization, signal }: { readonly authorization: string | undefined; readonly signal: AbortSignal | undefined },
): Promise<Response> {
  const deadline = AbortSignal.timeout(Math.ceil((attemptSeconds + request.waitSeconds) * 1000))
  return caller.send(`${caller.baseUrl}/v${apiVersion}/${action}`, {
    method: 'POST',
    body: request.body,
    signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
    headers: { ...caller.headers, 'content-type': request.type, ...(authorization === undefined ? {} : { authorization }) },
  })
}

function retryAfterMs(error: unknown): number {
  const seconds = isApiError(error) ? error.details['retryAfterSeconds'] : undefined
  return typeof seconds === 'number' ? seconds * 1000 : 0
}

const neverSent: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'])

function canRepeat(action: string, error: unknown): boolean {
  // With 429 and 503 the server did nothing, and a connection that was never open carried nothing.
  if (isApiError(error)) return error.status === 429 || error.status === 503 || (error.status === 502 && mayRepeat(action))
  const failure = connectionFailureOf(error)
  // An invalid certificate stays invalid.
  return failure !== undefined && tlsCure(failure) === undefined && (neverSent.has(failure) || mayRepeat(action))
}

function describe({ baseUrl, cure = generalCure }: Caller, action: string, error: unknown): unknown {
  const failure = connectionFailureOf(error)
  if (failure === undefined) return error
  const message =
    failure === 'timeout'
      ? `${action}: ${baseUrl} did not answer in time. See whether the server is overloaded; its log has more.`
      : `${action}: ${baseUrl} cannot be reached (${failure}). ${tlsCure(failure) ?? cure()}`
  return new ApiError(message, { code: failure === 'timeout' ? 'no_answer' : 'unreachable', status: 0, cause: error })
}
