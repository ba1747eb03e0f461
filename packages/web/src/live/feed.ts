import type { StreamedChange } from '@clearway/sdk/client'
import type { StreamMessage, StreamState } from './stream.ts'

/** What a page receives: the state of the connection, a change, or that it may have missed changes. */
export type FeedMessage = { readonly state: StreamState } | { readonly change: StreamedChange } | { readonly missed: true }
export type Send = (message: FeedMessage) => void

/** How many of the latest changes are stored at least: more than come while a page loads. */
const most = 1000

/** Gives the changes of one stream to the pages that join it: to each all that changed since the page began to read. */
export class Feed {
  readonly #now: () => number
  /** When each page began, in ms since the epoch. */
  readonly #pages = new Map<Send, number>()
  #state: StreamState = 'connecting'
  /** The stream has given all changes since then. */
  #since = Infinity
  #latest: { readonly at: number; readonly change: StreamedChange }[] = []

  constructor(now: () => number = Date.now) {
    this.#now = now
  }

  join(send: Send, began: number): void {
    this.#pages.set(send, began)
    send({ state: this.#state })
    if (this.#state !== 'open') return
    if (began < this.#since) send({ missed: true })
    // What came before the page began was stored before the page read anything.
    else for (const { at, change } of this.#latest) if (at >= began) send({ change })
  }

  leave(send: Send): void {
    this.#pages.delete(send)
  }

  take(message: StreamMessage): void {
    if ('change' in message) this.#add(message.change)
    else this.#setState(message)
  }

  #setState({ state, since = this.#now() }: Extract<StreamMessage, { state: StreamState }>): void {
    this.#state = state
    this.#tell({ state })
    if (state !== 'open') return
    this.#since = since
    for (const [send, began] of this.#pages) if (began < since) send({ missed: true })
  }

  #add(change: StreamedChange): void {
    this.#latest.push({ at: this.#now(), change })
    const dropped = this.#latest.length < 2 * most ? [] : this.#latest.splice(0, most)
    this.#since = Math.max(this.#since, (dropped.at(-1)?.at ?? -Infinity) + 1)
    this.#tell({ change })
  }

  #tell(message: FeedMessage): void {
    for (const send of this.#pages.keys()) send(message)
  }
}
