import type { Look } from '../look.ts'

/** How long a line of an example may be, without what stands before it. */
const exampleWidth = 74

/** The last paragraph of a help; empty without examples. */
export function examplesText(look: Look, examples: readonly string[]): string {
  if (examples.length === 0) return ''
  const lines = examples.map((example) => `  ${look.paint('dim', '$')} ${wrapped(look.typed(`clearway ${example}`.trimEnd()))}`)
  return `\n${look.paint('bold', 'Examples:')}\n${lines.join('\n')}`
}

/** A command on as many lines as a terminal of 80 columns needs, broken before flags as a shell takes it. */
function wrapped(command: string): string {
  const lines = ['']
  for (const part of command.split(/ (?=--)/)) {
    const longer = `${lines.at(-1)} ${part}`.trimStart()
    if (longer.length <= exampleWidth) lines[lines.length - 1] = longer
    else lines.push(part)
  }
  return lines.filter((line) => line !== '').join(' \\\n      ')
}
