/** One event of a text/event-stream. */
export interface ServerEvent {
  readonly type: string
  readonly data: string
  /** Absent if the event has none. An event with only an id marks the stream's position, from which a new connection continues. */
  readonly id?: string
}

/**
 * Splits a stream into its events; comments, which keep a connection open, and an incomplete event at the end are dropped. `eventsource-parser` would
 * drop events with only an id too, and with them the position of a stream that has had no change yet.
 */
export async function* parseServerEvents(stream: AsyncIterable<Uint8Array>): AsyncGenerator<ServerEvent, void, void> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const bytes of stream) {
    rest += decoder.decode(bytes, { stream: true })
    // A carriage return at the very end may be half of a line break.
    const held = rest.endsWith('\r') ? 1 : 0
    const blocks = rest
      .slice(0, rest.length - held)
      .replaceAll(/\r\n?/g, '\n')
      .split('\n\n')
    rest = (blocks.pop() ?? '') + rest.slice(rest.length - held)
    for (const block of blocks) {
      const event = parseBlock(block)
      if (event !== undefined) yield event
    }
  }
}

function parseBlock(block: string): ServerEvent | undefined {
  let [type, id]: [string, string | undefined] = ['message', undefined]
  const data: string[] = []
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':')
    const field = colon === -1 ? line : line.slice(0, colon)
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (field === 'event') type = value
    else if (field === 'data') data.push(value)
    else if (field === 'id') id = value
  }
  if (data.length === 0 && type === 'message' && id === undefined) return undefined
  return { type, data: data.join('\n'), ...(id === undefined ? {} : { id }) }
}
