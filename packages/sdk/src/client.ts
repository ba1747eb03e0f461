/**
 * The client of the API. It imports nothing of Node, so it runs in a browser as well.
 *
 * ```ts
 * import { createClient } from '@clearway/sdk/client'
 *
 * const api = createClient({ baseUrl: 'http://127.0.0.1:8008', credentials: { accessKey, secretKey } })
 * const { queues } = await api.queues.get_all({})
 * ```
 * @module
 */
import type { Client, contract } from '@clearway/contract'
import { call, type Caller, type CallOptions } from './client/call.ts'
import { followChanges, type StreamedChange } from './client/event-stream.ts'
import { createLogin, type Credentials, type Login } from './client/login.ts'

export { ApiError, type ApiErrorCode, type ApiErrorDetails, isApiError, isServerAway } from './api-error.ts'
export type { CallOptions, Credentials, StreamedChange }

type Actions = Client<typeof contract>
/** The actions with this client's call options. */
type WithOptions<S> = {
  readonly [A in keyof S]: S[A] extends (input: infer I, ...rest: never[]) => infer R ? (input: I, options?: CallOptions) => R : never
}

/** Every action as a function: `api.tasks.enqueue({ task })`. `events.add_batch` takes an array of events. */
export type Api = { readonly [S in Exclude<keyof Actions, 'changes'>]: WithOptions<Actions[S]> } & {
  /** Yields each change of an entity as it happens, without end; a lost connection is opened anew, and continues where it broke. */
  readonly changes: {
    readonly stream: (input: Parameters<Actions['changes']['stream']>[0], options?: CallOptions) => AsyncIterable<StreamedChange>
  }
}

/** Where a client sends its calls, and how. */
export interface ClientOptions extends Credentials {
  /** Without a path: `http://127.0.0.1:8008`. */
  readonly baseUrl: string
  /** The function that sends requests; default: the global `fetch`. */
  readonly fetch?: typeof fetch
  /** For how many seconds a call may be repeated if the server cannot be reached or asks to wait; default: 60. */
  readonly patienceSeconds?: number
  /** Headers of each call, such as `X-ClearML-Worker`. */
  readonly headers?: Readonly<Record<string, string>>
  /** Gives the cure that the error `unreachable` ends with; default: to start the server, or to correct its address. */
  readonly cure?: () => string
  /** The login of another client, to share it. */
  readonly login?: Login
}

/** Makes a client. It logs in at its first call, keeps connections open, and repeats a call only if that cannot do harm. */
export function createClient(options: ClientOptions): Api {
  const baseUrl = options.baseUrl.replace(/\/+$/, '')
  // Called through an arrow function, because a browser's fetch requires its own `this`.
  const send: typeof fetch = options.fetch ?? ((input, init) => fetch(input, init))
  const caller: Caller = {
    send,
    baseUrl,
    login: options.login ?? createLogin(send, baseUrl, options),
    patienceSeconds: options.patienceSeconds ?? 60,
    headers: options.headers ?? {},
    ...(options.cure === undefined ? {} : { cure: options.cure }),
  }
  const service = (name: string): object =>
    new Proxy(
      {},
      {
        get: (_, action) => {
          if (typeof action === 'symbol' || action === 'then') return undefined
          if (name === 'changes') return (input: object, given?: CallOptions) => followChanges(caller, input, given)
          return (input: unknown, given?: CallOptions) => call(caller, `${name}.${action}`, input, given)
        },
      },
    )
  // `then` must be missing, or awaiting the client would call the server.
  return new Proxy({}, { get: (_, name) => (typeof name === 'symbol' || name === 'then' ? undefined : service(name)) }) as Api
}
