/** What the main thread sends to a thread. */
export type ThreadRequest<Input> = { readonly id: number; readonly input: Input } | { readonly close: true }

/** What a thread sends back. `ready`: its program has opened what it needs. */
export type ThreadReply =
  | { readonly ready: true }
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: SentError }

/** An error as it crosses from a thread, where it loses its class. `properties` are those that its thread chose to send. */
export interface SentError {
  readonly message: string
  readonly stack: string | undefined
  readonly properties: Readonly<Record<string, unknown>>
}
