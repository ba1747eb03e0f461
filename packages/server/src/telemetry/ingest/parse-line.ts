const literals = /"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/gs

/**
 * Parses JSON as Python writes it, where `NaN`, `Infinity` and `-Infinity` may stand as values; they are returned as strings. Undefined if the text
 * is not JSON.
 */
export function parseLenient(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text.includes('NaN') || text.includes('Infinity') ? parseWithLiterals(text) : undefined
  }
}

function parseWithLiterals(text: string): unknown {
  try {
    return JSON.parse(text.replace(literals, (found) => (found.startsWith('"') ? found : `"${found}"`))) as unknown
  } catch {
    return undefined
  }
}
