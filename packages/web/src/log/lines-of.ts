/** The lines of a message of a log: one of ClearML's clients may hold many. */
export function linesOf(message: string): string[] {
  return message.replace(/\r?\n$/, '').split(/\r?\n/)
}

interface PlacedLine {
  readonly text: string
  /** `L812`, or `L812.2` for the third line of the message with the sequence number 812. */
  readonly place: string
}

/** The lines of a message with their addresses. */
export function placedLines(message: string, seq: number): PlacedLine[] {
  return linesOf(message).map((text, line) => ({ text, place: placeOf({ seq, line }) }))
}

/** The address of a line in its log. */
export function placeOf({ seq, line }: { readonly seq: number; readonly line: number }): string {
  return line === 0 ? `L${seq}` : `L${seq}.${line}`
}
