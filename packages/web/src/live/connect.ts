import type { FeedMessage } from './feed.ts'
import { openFeed } from './open-feed.ts'
import type { StreamStart } from './stream.ts'

/** Connects the page to the change stream that all tabs share, or to one of its own where the browser has no shared workers. Returns what ends it. */
export function connect(page: StreamStart, onMessage: (message: FeedMessage) => void): () => void {
  if (typeof SharedWorker === 'undefined') return openFeed()(onMessage, page)
  const { port } = new SharedWorker(new URL('./stream-worker.ts', import.meta.url), { type: 'module' })
  const over = new AbortController()
  const { signal } = over
  port.addEventListener('message', ({ data }) => onMessage(data as FeedMessage), { signal })
  port.start()
  port.postMessage(page)
  const leave = (): void => port.postMessage('leave')
  window.addEventListener('pagehide', leave, { signal })
  // A page that the browser kept and shows again has missed changes.
  window.addEventListener('pageshow', ({ persisted }) => persisted && window.location.reload(), { signal })
  return () => {
    leave()
    over.abort()
  }
}
