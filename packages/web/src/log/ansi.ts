/** A part of a line in one style. Colours are CSS values. */
export interface Span extends Style {
  readonly text: string
}
interface Style {
  readonly fg?: string
  readonly bg?: string
  readonly bold?: boolean
  readonly dim?: boolean
  readonly italic?: boolean
  readonly underline?: boolean
}

/** Control sequences of terminals: CSI, OSC, and those of one letter. */
const escapes = /\u001b(?:\[([0-9;:]*)([A-Za-z])|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\^_])/g

/** Characters that are invisible, end a line elsewhere or turn the direction of a text around. Tabs and carriage returns are none of them. */
const unseen = /[\u0000-\u0008\u000a-\u000c\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

/** A text whose invisible characters can be seen, each as one character: control characters as their pictures. */
export function visible(text: string): string {
  return text.replace(unseen, (found) => (found < '\u0020' ? String.fromCodePoint(0x24_00 + found.charCodeAt(0)) : '\u2426'))
}

/** Splits a line of a terminal into spans of one style (SGR: 16, 256 and true colours). Cursor moves and titles are dropped; other invisible characters are shown. */
export function spansOf(line: string): Span[] {
  if (!line.includes('\u001b')) return [{ text: visible(line) }]
  const spans: Span[] = []
  let style: Style = {}
  let last = 0
  for (const match of line.matchAll(escapes)) {
    if (match.index > last) spans.push({ text: visible(line.slice(last, match.index)), ...style })
    last = match.index + match[0].length
    if (match[2] === 'm') style = restyled(style, match[1] ?? '')
  }
  if (last < line.length) spans.push({ text: visible(line.slice(last)), ...style })
  return spans
}

/** A line without its control sequences. */
export function plain(line: string): string {
  return line.includes('\u001b') ? line.replace(escapes, '') : line
}

const toggles: Readonly<Record<number, Style>> = { 1: { bold: true }, 2: { dim: true }, 3: { italic: true }, 4: { underline: true } }
const resets: Readonly<Record<number, readonly (keyof Style)[]>> = {
  22: ['bold', 'dim'],
  23: ['italic'],
  24: ['underline'],
  39: ['fg'],
  49: ['bg'],
}

function restyled(style: Style, codes: string): Style {
  const list = codes === '' ? [0] : codes.split(/[;:]/).map(Number)
  let next = style
  for (let index = 0; index < list.length; index += 1) {
    const code = list[index] ?? 0
    if (code === 38 || code === 48) {
      const { color, length } = extended(list.slice(index + 1))
      if (color !== undefined) next = { ...next, [code === 38 ? 'fg' : 'bg']: color }
      index += length
    } else next = withCode(next, code)
  }
  return next
}

function withCode(style: Style, code: number): Style {
  if (code === 0) return {}
  if (code in toggles) return { ...style, ...toggles[code] }
  const dropped = resets[code]
  if (dropped !== undefined) return Object.fromEntries(Object.entries(style).filter(([key]) => !dropped.includes(key as keyof Style)))
  if (code >= 30 && code <= 37) return { ...style, fg: named(code - 30) }
  if (code >= 90 && code <= 97) return { ...style, fg: named(code - 82) }
  if (code >= 40 && code <= 47) return { ...style, bg: named(code - 40) }
  if (code >= 100 && code <= 107) return { ...style, bg: named(code - 92) }
  return style
}

/** A colour by its place among 256, or by its three parts, and how many codes name it. */
function extended([kind, ...rest]: readonly number[]): { readonly color?: string; readonly length: number } {
  if (kind === 5) return { color: indexed(rest[0] ?? 0), length: 2 }
  if (kind === 2) return { color: `rgb(${rest.slice(0, 3).join()})`, length: 4 }
  return { length: 0 }
}

const named = (index: number): string => `var(--ansi-${index})`

function indexed(index: number): string {
  if (index < 16) return named(index)
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10
    return `rgb(${grey},${grey},${grey})`
  }
  const level = (part: number): number => (part === 0 ? 0 : 55 + 40 * part)
  const inCube = index - 16
  return `rgb(${level(Math.floor(inCube / 36))},${level(Math.floor(inCube / 6) % 6)},${level(inCube % 6)})`
}
