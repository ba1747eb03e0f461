/** A name as a part of a regular expression of a list's filter, which matches exactly this name. */
export function escaped(name: string): string {
  return name.replaceAll(/[^\p{L}\p{N}_ ]/gu, (char) => (char === '-' || char === '/' ? char : `\\${char}`))
}

/** The pattern of a list's filter that matches exactly this name. */
export function exactly(name: string): string {
  return `^${escaped(name)}$`
}
