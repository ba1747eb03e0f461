/** A text as a part of a regular expression, also of a list's filter, which matches exactly this text. */
export function escaped(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N}_ ]/gu, (char) => (char === '-' || char === '/' ? char : `\\${char}`))
}

/** The pattern of a list's filter that matches exactly this name. */
export function exactly(name: string): string {
  return `^${escaped(name)}$`
}
