/** Small letters as both databases make them of text in its order by code point: of A to Z, and of no others. */
export function foldCase(text: string): string {
  return text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase())
}
