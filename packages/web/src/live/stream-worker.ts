import { openFeed } from './open-feed.ts'
import type { StreamStart } from './stream.ts'

/** One stream serves all tabs of the browser, because a browser opens at most six connections to a server, and a stream holds one of them. */
const join = openFeed()

addEventListener('connect', (event) => {
  const [tab] = (event as MessageEvent).ports
  if (tab === undefined) return
  let leave = (): void => {}
  // A tab says first since when it reads, and sends another message only when it is closed or left.
  tab.addEventListener('message', ({ data }) => {
    if (data === 'leave') leave()
    else leave = join((message) => tab.postMessage(message), data as StreamStart)
  })
  tab.start()
})
