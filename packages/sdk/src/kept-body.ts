/** Answers by their bodies. */
const answers = new WeakMap<ReadableStream, Response>()

/**
 * Takes the body of an answer, to be read later. It holds the answer, because Node cancels a body that nobody has begun to read as soon as the answer is
 * collected as garbage: read then, the body ends at once, as if it were empty.
 */
export function keptBody(response: Response): ReadableStream<Uint8Array> | null {
  const { body } = response
  if (body !== null) answers.set(body, response)
  return body
}
