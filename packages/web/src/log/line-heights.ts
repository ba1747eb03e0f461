import { plain } from './ansi.ts'

/** In pixels. */
export const lineHeight = 18
/** The width of a character of the log's font, and what is beside a line and its number. In pixels. */
const characterWidth = 7.22
const besides = 20
const fewest = 40

/** More characters of one line are not drawn, because a browser takes seconds to lay out a line of a megabyte. The search finds them all the same. */
const longest = 20_000

/** The part of a line that is drawn. */
export function shownPart(text: string): string {
  return text.length > longest ? `${text.slice(0, longest)} … and ${(text.length - longest).toLocaleString('en')} more characters` : text
}

/** The width of the column of line numbers, in pixels, for a log of so many lines. */
export function numberWidth(lines: number): number {
  return Math.ceil(Math.max(3, String(lines).length) * characterWidth) + 8
}

/** The width of a column of so many characters, in pixels. */
export function widthOf(characters: number): number {
  return characters === 0 ? 0 : Math.ceil(characters * characterWidth) + 8
}

/** How many characters a line of the log has room for, beside the columns before it. */
export function columnsIn(width: number, before: number): number {
  return Math.max(fewest, Math.floor((width - before - besides) / characterWidth))
}

/** How many lines a text takes where lines are wrapped. */
export function linesWithin(text: string, columns: number): number {
  return Math.max(1, Math.ceil(plain(shownPart(text)).length / columns))
}
