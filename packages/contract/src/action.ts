import type { Static, TSchema } from 'typebox'
import type { ErrorCode } from './errors.ts'
import type { Access, AttemptAccess } from './access.ts'

/** One action: what it takes, what it gives, how it may fail. Plain data, no behaviour. */
export interface Action<Req extends TSchema = TSchema, Res extends TSchema = TSchema> {
  readonly summary: string
  readonly access: Access
  readonly attempt: AttemptAccess
  readonly request: Req
  readonly response: Res
  /** What it may answer beside the errors that every action shares (`sharedErrors`). */
  readonly errors: readonly ErrorCode[]
  /** `lines`: the body is one JSON object a line, handed on unparsed. `stream`: the answer is a stream of Server-Sent Events. */
  readonly form?: 'lines' | 'stream'
  /**
   * `content`: the body carries what people and programs write (scripts, configurations, parameters), so it may be as large as the setting
   * `maxContent`. `run`: the same, and it may hold as many values as a run of 10,000 steps.
   */
  readonly body?: 'content' | 'run'
  /** Answered once for one wish: a repeat of the same bytes over the same session, sent because the reply was lost, gets the first reply. */
  readonly repeatable?: boolean
}
export type Service = Readonly<Record<string, Action>>
export type Contract = Readonly<Record<string, Service>>

/** Keeps the literal types of an action's schemas. */
export function action<const Req extends TSchema, const Res extends TSchema>(definition: Action<Req, Res>): Action<Req, Res> {
  return definition
}

export type RequestOf<A extends Action> = Static<A['request']>
export type ResponseOf<A extends Action> = Static<A['response']>

/** All actions of a service, each with its handler: the compiler names the one that is missing. */
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
