/** Splits a command line into words as a POSIX shell does, without expanding anything. Throws at a quote that is never closed. */
export function splitWords(line: string): readonly string[] {
  const words: string[] = []
  let word: string | undefined
  let quote: '"' | "'" | undefined
  for (let at = 0; at < line.length; at++) {
    const char = line[at] ?? ''
    const next = line[at + 1]
    if (quote === "'") {
      if (char === "'") quote = undefined
      else word += char
    } else if (char === '\\' && next !== undefined && (quote === undefined || '"\\$`\n'.includes(next))) {
      at += 1
      if (next !== '\n') word = (word ?? '') + next
    } else if (quote === '"') {
      if (char === '"') quote = undefined
      else word += char
    } else if (char === '"' || char === "'") {
      quote = char
      word ??= ''
    } else if (/\s/.test(char)) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else {
      word = (word ?? '') + char
    }
  }
  if (quote !== undefined) throw new Error(`A quote is not closed in: ${line}`)
  if (word !== undefined) words.push(word)
  return words
}
