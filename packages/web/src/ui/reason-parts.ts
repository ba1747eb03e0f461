/** Why something failed: the sentence, and what comes after it, which is a stack or further lines. An error's stack begins with the error once more, which is left out. */
export function reasonParts(reason: string): { readonly sentence: string; readonly rest: string } {
  const [sentence = '', ...rest] = reason.split('\n')
  const again = rest[0]?.trim() ?? ''
  return { sentence, rest: (again !== '' && sentence.startsWith(again) ? rest.slice(1) : rest).join('\n').trimEnd() }
}
