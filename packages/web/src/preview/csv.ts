/**
 * Reads rows of a table that is stored as text: fields apart by a separator, rows by line breaks. A field in quotes may hold separators, line breaks and
 * doubled quotes. Stops after `most` rows.
 */
export function parseCsv(text: string, separator: string, most: number): readonly (readonly string[])[] {
  const rows: string[][] = []
  let row: string[] = []
  let at = 0
  while (at < text.length && rows.length < most) {
    const { value, end } = text[at] === '"' ? quotedField(text, at, separator) : plainField(text, at, separator)
    row.push(value)
    if (text[end] === separator) {
      at = end + 1
      // The text ends with an empty field.
      if (at === text.length) rows.push([...row, ''])
      continue
    }
    rows.push(row)
    row = []
    at = text.startsWith('\r\n', end) ? end + 2 : end + 1
  }
  return rows
}

interface Field {
  readonly value: string
  /** The place of the separator or line break after the field. */
  readonly end: number
}

function quotedField(text: string, start: number, separator: string): Field {
  let value = ''
  for (let at = start + 1; ;) {
    const quote = text.indexOf('"', at)
    // The text was cut within the field.
    if (quote === -1) return { value: value + text.slice(at), end: text.length }
    value += text.slice(at, quote)
    if (text[quote + 1] !== '"') {
      const rest = plainField(text, quote + 1, separator)
      return { value: value + rest.value, end: rest.end }
    }
    value += '"'
    at = quote + 2
  }
}

function plainField(text: string, start: number, separator: string): Field {
  let end = start
  while (end < text.length && text[end] !== separator && text[end] !== '\n' && text[end] !== '\r') end += 1
  return { value: text.slice(start, end), end }
}
