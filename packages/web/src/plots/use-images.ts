import { useQueries } from '@tanstack/react-query'
import { useMemo } from 'react'
import { type FileBeginning, fileQuery } from '../api/files.ts'
import { addressInPage } from '../preview/address-in-page.ts'

/** Larger images are left out, in bytes. */
const largest = 20_000_000

interface ReadImages {
  /** The `data:` address of each image that was read, by its own address. */
  readonly contents: ReadonlyMap<string, string>
  /** Images that lie elsewhere or could not be read. */
  readonly missing: readonly string[]
  readonly isReading: boolean
}

/**
 * Reads images of this server, to be shown in a frame that reaches no network. Images on other servers are not read: an address in a program's report
 * would otherwise make the reader's browser call whomever the program names.
 */
export function useImages(sources: readonly string[]): ReadImages {
  const own = useMemo(() => sources.map((source) => ownAddress(source)), [sources])
  const read = useQueries({
    queries: own.map((address) => ({ ...fileQuery(address ?? '', largest, false), enabled: address !== undefined })),
    combine: (results) => results.map(({ data, isLoading }) => ({ data, isLoading })),
  })
  return useMemo(() => {
    const contents = new Map<string, string>()
    for (const [index, source] of sources.entries()) {
      const content = dataAddress(read[index]?.data)
      if (content !== undefined) contents.set(source, content)
    }
    const isReading = read.some(({ isLoading }) => isLoading)
    return { contents, isReading, missing: isReading ? [] : sources.filter((source) => !contents.has(source)) }
  }, [sources, read])
}

function ownAddress(source: string): string | undefined {
  const address = addressInPage(source, window.location.origin)
  return address?.startsWith(`${window.location.origin}/`) === true ? address : undefined
}

function dataAddress(file: FileBeginning | undefined): string | undefined {
  if (file === undefined || file.isCut || !/^image\/[\w.+-]+/.test(file.type)) return undefined
  let text = ''
  for (let at = 0; at < file.bytes.length; at += 0x8000) text += String.fromCharCode(...file.bytes.subarray(at, at + 0x8000))
  return `data:${file.type.split(';', 1)[0]};base64,${btoa(text)}`
}
