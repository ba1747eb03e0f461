import { text as textOf } from 'node:stream/consumers'
import { askForLine } from '../../ask.ts'
import { flag } from '../../option.ts'
import { UsageError } from '../../usage-error.ts'

/** The flag of commands that set a password, which never stands in a command line, because others could read it there. */
export const passwordFlag = { password: flag('Set a password: asked for on the terminal, or a line of standard input.') }

/** Asks for a password twice on the terminal, or reads it from standard input. */
export async function readPassword(): Promise<string> {
  return isOnTerminal() ? askForNew() : passwordIn((await linesOfInput())[0])
}

interface OwnPasswords {
  /** Empty if the user has none. */
  readonly current: string
  readonly password: string
}

/** Asks for the current password and twice for the new one on the terminal, or reads each from a line of standard input. */
export async function readOwnPasswords(): Promise<OwnPasswords> {
  if (isOnTerminal()) {
    const current = await askForLine('Current password (not shown; empty if there is none): ', true)
    return { current, password: await askForNew() }
  }
  const [current = '', next] = await linesOfInput()
  return { current, password: passwordIn(next) }
}

function isOnTerminal(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY
}

async function askForNew(): Promise<string> {
  const password = await askForLine('Password (not shown): ', true)
  if (password === '') throw new UsageError('The password is empty.')
  if ((await askForLine('The same again: ', true)) !== password) throw new UsageError('The two passwords differ.')
  return password
}

async function linesOfInput(): Promise<readonly string[]> {
  return (await textOf(process.stdin)).split('\n').map((line) => line.replace(/\r$/, ''))
}

function passwordIn(line = ''): string {
  if (line.trim() === '') throw new UsageError('The password is missing. Give it on a line of standard input.')
  return line
}
