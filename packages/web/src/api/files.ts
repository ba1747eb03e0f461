import { queryOptions } from '@tanstack/react-query'

/** The beginning of a stored file. */
export interface FileBeginning {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Whether the file goes on. */
  readonly isCut: boolean
  /** Its type as it was stored; empty if it has none. */
  readonly type: string
}

/** Reads a file of this server, at most `most` bytes of what it holds; of a file that gzip compressed, of its content. */
export const fileQuery = (address: string, most: number, isCompressed: boolean) =>
  queryOptions({
    queryKey: ['file', address, most, isCompressed],
    queryFn: async ({ signal }): Promise<FileBeginning> => {
      const response = await fetch(address, { signal, credentials: 'same-origin' })
      if (!response.ok || response.body === null)
        throw new Error(response.status === 404 ? 'The file is not there any more.' : `The file could not be read (${response.status}).`)
      const content = isCompressed ? response.body.pipeThrough(new DecompressionStream('gzip')) : response.body
      return { ...(await beginningOf(content, most)), type: response.headers.get('content-type') ?? '' }
    },
    // A file may be replaced under its address.
    gcTime: 60_000,
    meta: { reads: [] },
  })

async function beginningOf(content: ReadableStream<Uint8Array>, most: number): Promise<Omit<FileBeginning, 'type'>> {
  const parts: Uint8Array[] = []
  let length = 0
  for (const reader = content.getReader(); ;) {
    const { done, value } = await reader.read()
    if (done) break
    parts.push(value)
    length += value.length
    if (length > most) {
      await reader.cancel()
      break
    }
  }
  const bytes = new Uint8Array(Math.min(length, most))
  let at = 0
  for (const part of parts) {
    bytes.set(part.subarray(0, bytes.length - at), at)
    at = Math.min(bytes.length, at + part.length)
  }
  return { bytes, isCut: length > most }
}
