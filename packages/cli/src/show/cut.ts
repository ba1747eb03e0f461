import stringWidth from 'fast-string-width'

const escape = String.fromCodePoint(27)
const styleCode = new RegExp(`(${escape}\\[[0-9;]*m)`)
let segmenter: Intl.Segmenter | undefined

/**
 * Splits a text into what a reader sees as characters: a letter with its accents, or an emoji of several code points, is one. The segmenter is made at the
 * first use, because making it takes 50 ms.
 */
function charactersOf(text: string): string[] {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' })
  return Array.from(segmenter.segment(text), ({ segment }) => segment)
}

/** Cuts a text to a width in terminal columns, of which a wide letter takes two. An ellipsis stands for what is cut off; every style stays. */
export function cut(text: string, width: number): string {
  if (stringWidth(text) <= width) return text
  let left = Math.max(0, width - 1)
  let isCut = false
  return text
    .split(styleCode)
    .map((part, index) => {
      if (index % 2 === 1 || isCut) return index % 2 === 1 ? part : ''
      const kept = firstColumns(part, left)
      left -= stringWidth(kept)
      isCut = kept.length < part.length
      return isCut ? `${kept}…` : kept
    })
    .join('')
}

/** The characters of a text that fit into a number of columns. */
function firstColumns(text: string, columns: number): string {
  let [kept, width] = ['', 0]
  for (const character of charactersOf(text)) {
    width += stringWidth(character)
    if (width > columns) return kept
    kept += character
  }
  return kept
}
