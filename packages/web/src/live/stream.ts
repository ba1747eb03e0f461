import { createClient, type StreamedChange } from '@clearway/sdk/client'

export type StreamState = 'connecting' | 'open' | 'lost'
/** Since when a page reads, and with it a stream. */
export interface StreamStart {
  /** In ms since the epoch. */
  readonly began: number
  /** A position of the change stream from before then; undefined if it is not known. */
  readonly after: string | undefined
}
/** What the stream sends: the state of its connection, or a change. `since`: the stream has all changes since then, else those from now on. */
export type StreamMessage = { readonly state: StreamState; readonly since?: number } | { readonly change: StreamedChange }

/** The change stream of the server that serves the page, and the state of its connection, which the client makes anew whenever it breaks. */
export class Stream {
  #state: StreamState = 'connecting'
  readonly #send: (message: StreamMessage) => void
  #isFollowed = false
  /** Since when the first connection has all changes, if it is known. */
  #since: number | undefined
  readonly #api = createClient({ baseUrl: self.location.origin, fetch: (input, init) => this.#fetch(input, init) })

  constructor(send: (message: StreamMessage) => void) {
    this.#send = send
  }

  /** Follows the stream until the server refuses it, for example since the session has ended. Called again, it begins anew. */
  async follow({ began, after }: StreamStart): Promise<void> {
    if (this.#isFollowed) return
    this.#isFollowed = true
    this.#since = after === undefined ? undefined : began
    try {
      for await (const change of this.#api.changes.stream(after === undefined ? {} : { after })) this.#send({ change })
    } catch {
      // The page learns of the refusal by its own calls, and asks for a login.
      this.#setState('lost')
    } finally {
      this.#isFollowed = false
    }
  }

  async #fetch(input: RequestInfo | URL, init: RequestInit | undefined): Promise<Response> {
    // The stream is opened again only after it has broken.
    if (this.#state === 'open') this.#setState('lost')
    const response = await fetch(input, init)
    if (response.ok) this.#setState('open')
    return response
  }

  #setState(state: StreamState): void {
    this.#state = state
    if (state === 'open' && this.#since !== undefined) this.#send({ state, since: this.#since })
    else this.#send({ state })
    if (state === 'open') this.#since = undefined
  }
}
