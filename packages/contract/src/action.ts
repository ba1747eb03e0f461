import type { Static, TSchema } from 'typebox'
import type { ErrorCode } from './errors.ts'
import type { Access, AttemptAccess } from './access.ts'

/** One action: what it takes, what it gives, how it may fail. Plain data, no behaviour. */
export interface Action<Req extends TSchema = TSchema, Res extends TSchema = TSchema> {
  readonly summary: string
  readonly access: Access
  readonly attempt: AttemptAccess
  readonly repeat: Repeat
  readonly request: Req
  readonly response: Res
  /** What it may answer beside the errors that every action shares (`sharedErrors`). */
  readonly errors: readonly ErrorCode[]
  /**
   * `lines`: the body is one JSON object a line, handed on unparsed. `stream`: the answer is a stream of Server-Sent Events. `text`: the answer is a file
   * of text, without a frame, which is sent while it is read.
   */
  readonly form?: 'lines' | 'stream' | 'text'
  /**
   * The size of the body. `content`: the body carries what people and programs write (scripts, configurations, parameters), so it may be as large
   * as the setting `maxContent`. `run`: the same, and it may hold as many values as a run of 10,000 steps.
   */
  readonly body?: 'content' | 'run'
  /** The field of the request with the number of seconds for which the server may delay its answer. The `default` of its schema is the field's default. */
  readonly waits?: string
  /** Tests kill the server just before and just after the commit of this write (`tests/server/killed-writes.ts`). */
  readonly faultPoint?: true
  /** Documents in the request and in the answer whose shape depends on the version that the caller requested. */
  readonly versioned?: { readonly request?: VersionedDocument; readonly answer?: VersionedDocument }
  /**
   * The answer sets the session cookie of a browser, or clears it. `redeem`: it is set for what the request's body holds, so a page of another site must
   * not send the request, or it could log a browser in as whom it likes.
   */
  readonly cookie?: 'set' | 'redeem' | 'clear'
}

/**
 * What sending the same call twice does. `safe`: no harm, because the action reads, carries a key, or sets a value to what it is already. `recorded`:
 * no harm, because the server stores the first answer as an idempotency record and gives it again. `unsafe`: the second call may do something else.
 */
export type Repeat = 'safe' | 'recorded' | 'unsafe'

/** Documents that older versions of ClearML's API show in another shape. */
export type VersionedDocument = 'task' | 'model' | 'queue' | 'project'

export type Service = Readonly<Record<string, Action>>
export type Contract = Readonly<Record<string, Service>>
/** `tasks.enqueue`, for every action of a contract. */
export type ActionName<C extends Contract> = { readonly [S in keyof C & string]: `${S}.${keyof C[S] & string}` }[keyof C & string]

/** Defines an action, and keeps the literal types of its schemas. */
export function action<const Req extends TSchema, const Res extends TSchema>(definition: Action<Req, Res>): Action<Req, Res> {
  return definition
}

export type RequestOf<A extends Action> = Static<A['request']>
export type ResponseOf<A extends Action> = Static<A['response']>

/** The handlers of all actions of a service. The compiler names an action without a handler. */
export type Implementation<S extends Service, Ctx> = {
  readonly [K in keyof S]: (input: RequestOf<S[K]>, ctx: Ctx) => Promise<ResponseOf<S[K]>>
}

export interface CallOptions {
  readonly signal?: AbortSignal
}
export type Client<C extends Contract> = {
  readonly [S in keyof C]: {
    readonly [A in keyof C[S]]: (input: RequestOf<C[S][A]>, options?: CallOptions) => Promise<ResponseOf<C[S][A]>>
  }
}
