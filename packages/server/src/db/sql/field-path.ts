import { defined } from '../../defined.ts'

const unescaped: Readonly<Record<string, string>> = { '%': '%', '2E': '.', '24': '$', _: '_' }

/** Reverses ClearML's escaping of one part of a path: `%2E`, `%24`, `%%`, `%_`. */
function unescapePart(part: string): string {
  return part.replaceAll(/%(%|2E|24|_)/g, (_, escaped: string) => defined(unescaped[escaped])).trim()
}

/** Splits a dotted path into its parts. It is split before it is unescaped, so that a part may hold dots. */
export function splitPath(path: string): readonly string[] {
  return path.split('.').map(unescapePart)
}
