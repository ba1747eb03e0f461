import fc from 'fast-check'

/** Text of any kind, with much of what breaks databases: NUL characters, halves of surrogate pairs, and what looks like their escapes. */
export const arbitraryText = fc.oneof(
  fc
    .array(
      fc.constantFrom(
        '\0',
        '\ud800',
        '\udc00',
        '😀',
        '\\u0000',
        '\\',
        "'",
        '"',
        '\n',
        '\u2028',
        '\ufeff',
        '\u001f',
        '%00',
        '__proto__',
        'é',
        'a',
        ' ',
      ),
      { maxLength: 6 },
    )
    .map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 12 }),
)

/** A text as the server stores it: NUL characters are removed, halves of surrogate pairs become U+FFFD. */
export function stored(text: string): string {
  return [...text]
    .filter((character) => character !== '\0')
    .map((character) => (/^[\ud800-\udfff]$/.test(character) ? '\ufffd' : character))
    .join('')
}

/** Nested JSON objects with such text as keys and strings. No two keys are stored as the same text, because it is not defined which of them would stay. */
export const arbitraryDocument = fc.object({
  key: arbitraryText,
  values: [arbitraryText, fc.integer(), fc.boolean(), fc.constant(null)],
  maxDepth: 3,
  maxKeys: 4,
})

export function storedDocument(value: unknown): unknown {
  if (typeof value === 'string') return stored(value)
  if (Array.isArray(value)) return value.map(storedDocument)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [stored(key), storedDocument(inner)]))
}
