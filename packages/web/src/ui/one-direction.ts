/** The characters that change the direction of the text around them. */
const marks = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/** Takes the marks of direction out of a foreign text, for where a page cannot isolate it from what stands beside it: the title of a tab. */
export function oneDirection(text: string): string {
  return text.replaceAll(marks, '')
}
