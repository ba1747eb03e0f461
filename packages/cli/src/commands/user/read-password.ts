import { text as textOf } from 'node:stream/consumers'
import { askForLine } from '../../ask.ts'
import { flag } from '../../option.ts'
import { UsageError } from '../../usage-error.ts'

/** The flag of commands that set a password, which never stands in a command line, because others could read it there. */
export const passwordFlag = { password: flag('Set a password: asked for on the terminal, or a line of standard input.') }

/** Asks for a password twice on the terminal, or reads it from standard input. */
export async function readPassword(): Promise<string> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    const [line = ''] = (await textOf(process.stdin)).split('\n')
    if (line.trim() === '') throw new UsageError('The password is missing. Give it on a line of standard input.')
    return line.replace(/\r$/, '')
  }
  const password = await askForLine('Password (not shown): ', true)
  if (password === '') throw new UsageError('An empty password is none.')
  if ((await askForLine('The same again: ', true)) !== password) throw new UsageError('The two passwords differ.')
  return password
}
