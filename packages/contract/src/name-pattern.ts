/** A text as a part of a regular expression that matches it literally. Only what has a meaning there gets a backslash: RE2 refuses one before other signs. */
export function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
}

/** The pattern of a list's filter that matches exactly this name. */
export function exactly(name: string): string {
  return `^${escaped(name)}$`
}
