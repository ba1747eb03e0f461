/** The first line of a text: a reason may go on with the stack of an error, which a table and a list have no room for. */
export function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? ''
}
