const literals = /"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/gs

/** JSON as Python writes it: `NaN`, `Infinity` and `-Infinity` may stand where a value stands, and are read as those words. Undefined where it is no JSON. */
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
