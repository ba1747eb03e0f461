import { plain } from './ansi.ts'

/** In pixels. */
export const lineHeight = 18
/** The width of a character of the log's font, and what is beside the text. In pixels. */
const characterWidth = 7.22
const besides = 84
const fewest = 40

/** How many characters a line of the log has room for. */
export function columnsIn(width: number): number {
  return Math.max(fewest, Math.floor((width - besides) / characterWidth))
}

/** How many lines a text takes where lines are wrapped. */
export function linesWithin(text: string, columns: number): number {
  return Math.max(1, Math.ceil(plain(text).length / columns))
}
