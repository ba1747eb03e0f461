import { createInterface } from 'node:readline/promises'

/** Asks on the terminal, and takes an empty line for no. Undefined if there is no terminal. */
export async function askOnTerminal(question: string): Promise<boolean | undefined> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined
  // Not a terminal interface, so that Ctrl-C ends the process as always.
  const lines = createInterface({ input: process.stdin, output: process.stderr, terminal: false })
  const left = new Promise<string>((resolve) => void lines.once('close', () => resolve('')))
  try {
    const answer = await Promise.race([lines.question(`${question} [y/N] `), left])
    return /^\s*y(es)?\s*$/i.test(answer)
  } finally {
    lines.close()
  }
}
