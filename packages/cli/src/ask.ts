import { createInterface as createLineInterface } from 'node:readline'
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'

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

/** Asks for a line on the terminal; a secret is not echoed. Ctrl-C ends the process, Ctrl-D answers an empty line. */
export async function askForLine(question: string, isSecret = false): Promise<string> {
  process.stderr.write(question)
  const output = new Writable({ write: (chunk: Buffer, _, done) => (isSecret ? done() : process.stderr.write(chunk, () => done())) })
  const lines = createLineInterface({ input: process.stdin, output, terminal: true })
  try {
    return await new Promise((resolve) => {
      lines.once('line', (line) => resolve(line.trim()))
      lines.once('close', () => resolve(''))
      lines.once('SIGINT', () => process.kill(process.pid, 'SIGINT'))
    })
  } finally {
    lines.close()
    if (isSecret) process.stderr.write('\n')
  }
}
