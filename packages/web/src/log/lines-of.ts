/** The lines of a message of a log: one of ClearML's clients may hold many. */
export function linesOf(message: string): string[] {
  return message.replace(/\r?\n$/, '').split(/\r?\n/)
}
