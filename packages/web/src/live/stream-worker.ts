import { Stream, type StreamMessage } from './stream.ts'

/** The tabs of the browser. One stream serves them all, because a browser opens at most six connections to a server, and a stream holds one of them. */
const tabs = new Set<MessagePort>()
const stream = new Stream((message) => {
  for (const tab of tabs) tab.postMessage(message)
})

addEventListener('connect', (event) => {
  const [tab] = (event as MessageEvent).ports
  if (tab === undefined) return
  tabs.add(tab)
  tab.postMessage({ state: stream.state } satisfies StreamMessage)
  // A tab sends one message only, when it is closed or left.
  tab.addEventListener('message', () => tabs.delete(tab))
  tab.start()
  void stream.follow()
})
