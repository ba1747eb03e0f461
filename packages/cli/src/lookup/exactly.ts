/** A part of a pattern that matches exactly this name. */
export function exactly(name: string): string {
  return name.replaceAll(/[^\p{L}\p{N}_ ]/gu, (char) => (char === '-' || char === '/' ? char : `\\${char}`))
}
