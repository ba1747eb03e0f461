export type PreviewKind = 'image' | 'json' | 'table' | 'text'

interface Kind {
  /** How the file is shown; undefined until the file is read, if only its bytes show whether it is text. */
  readonly kind: PreviewKind | undefined
  /** Whether gzip compressed the file. */
  readonly isCompressed: boolean
  /** What separates the fields of a table. */
  readonly separator: ',' | '\t'
}
const endings: Readonly<Record<string, PreviewKind>> = {
  png: 'image',
  jpg: 'image',
  jpeg: 'image',
  gif: 'image',
  webp: 'image',
  bmp: 'image',
  svg: 'image',
  json: 'json',
  csv: 'table',
  tsv: 'table',
}

/** How a file is shown, by the ending of its address. */
export function previewKind(address: string): Kind {
  const [path = ''] = address.toLowerCase().split(/[?#]/, 1)
  const isCompressed = path.endsWith('.gz')
  const name = isCompressed ? path.slice(0, -3) : path
  const ending = /\.(\w+)$/.exec(name)?.[1] ?? ''
  const kind = Object.hasOwn(endings, ending) ? endings[ending] : undefined
  return { kind: kind === 'image' && isCompressed ? undefined : kind, isCompressed, separator: ending === 'tsv' ? '\t' : ',' }
}

/** The text of a file's beginning; undefined if it is no text. A character that was cut at the end is left out. */
export function textOf(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined
  for (let left = 0; left < 4; left++)
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, bytes.length - left))
    } catch {
      // The last character may have been cut.
    }
  return undefined
}
