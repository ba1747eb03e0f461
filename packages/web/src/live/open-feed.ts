import { Feed, type Send } from './feed.ts'
import { Stream, type StreamStart } from './stream.ts'

/** Follows the change stream from when the first page joins. Answers what has a page join, which answers what has it leave. */
export function openFeed(): (send: Send, page: StreamStart) => () => void {
  const feed = new Feed()
  const stream = new Stream((message) => feed.take(message))
  return (send, page) => {
    feed.join(send, page.began)
    void stream.follow(page)
    return () => feed.leave(send)
  }
}
