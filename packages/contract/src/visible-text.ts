/** Control characters, and the characters that break lines or change the direction of a text. */
const unseen = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu
/** Colours and other styles (SGR), or one of those characters. */
const styleOrUnseen = new RegExp(`\\u001b\\[[\\d;:]*m|${unseen.source}`, 'gu')
const endOfStyles = '\u001b[0m'

/**
 * Makes a foreign text safe to print as one line of a terminal. Control characters become their pictures (`␛`), other invisible characters their
 * escapes (`\u202e`), which JSON can read.
 */
export function visibleLine(text: string): string {
  return text.replaceAll(unseen, picture)
}

/** Makes a foreign text of several lines, such as a comment, safe to print. Each further line gets a mark, so that no line looks like one of the program that prints it. */
export function visibleText(text: string): string {
  return text.trimEnd().split(/\r?\n/).map(lineWithTabs).join('\n↳ ')
}

/** Makes the output of a task safe to print. Lines and colours stay; what follows a carriage return replaces what stands before it on the line. */
export function visibleLog(text: string): string {
  return text
    .split('\n')
    .map((line) => line.split('\r').findLast((part) => part !== '') ?? '')
    .map((line) => {
      const shown = harmless(line)
      return shown.includes('\u001b') && !shown.endsWith(endOfStyles) ? shown + endOfStyles : shown
    })
    .join('\n')
}

/** Keeps lines, tabs and styles of a program's output, and nothing that moves the cursor, clears the screen or sets a title. */
export function harmless(text: string): string {
  return text.replaceAll(styleOrUnseen, (found) => (found.length > 1 || found === '\n' || found === '\t' ? found : picture(found)))
}

/** Fields that may have several lines. */
const textFields: ReadonlySet<string> = new Set(['comment', 'description', 'reason', 'status_message', 'status_reason', 'value'])

/** Makes every text in a document of the server visible, names of fields too. */
export function visibleDocument<T>(document: T, field = ''): T {
  if (typeof document === 'string') return visibleField(document, field) as T
  if (Array.isArray(document)) return document.map((item: unknown) => visibleDocument(item, field)) as T
  if (typeof document !== 'object' || document === null) return document
  return Object.fromEntries(Object.entries(document).map(([key, value]) => [visibleLine(key), visibleDocument(value as unknown, key)])) as T
}

function visibleField(text: string, field: string): string {
  if (field === 'msg') return visibleLog(text)
  return textFields.has(field) ? visibleText(text) : visibleLine(text)
}

function lineWithTabs(line: string): string {
  return line.split('\t').map(visibleLine).join('\t')
}

function picture(char: string): string {
  const code = char.charCodeAt(0)
  return code < 0x20 ? String.fromCharCode(0x24_00 + code) : `\\u${code.toString(16).padStart(4, '0')}`
}
