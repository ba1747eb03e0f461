const escaped: Readonly<Record<string, string>> = { '%': '%%', '.': '%2E', $: '%24' }
const unescaped: Readonly<Record<string, string>> = { '%': '%', '2E': '.', '24': '$', _: '_' }

/** The path of a field of a task in lists' `only_fields`, filters and `order_by`: `hyperparams.Args.lr`. Dots within a part are escaped. */
export function pathOf(...parts: readonly string[]): string {
  return parts.map((part) => part.replaceAll(/[%.$]/g, (character) => escaped[character] ?? character)).join('.')
}

export function partsOf(path: string): readonly string[] {
  return path.split('.').map((part) => part.replaceAll(/%(%|2E|24|_)/g, (_, code: string) => unescaped[code] ?? code))
}

/** What a document holds at a path; undefined where there is nothing. */
export function valueAt(document: unknown, path: string): unknown {
  return partsOf(path).reduce<unknown>(
    (value, part) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, part) ? (value as Record<string, unknown>)[part] : undefined,
    document,
  )
}
