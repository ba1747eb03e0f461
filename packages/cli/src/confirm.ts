import type { Context } from './command.ts'
import { CommandFailed } from './failure.ts'
import { flag } from './option.ts'

/** The flag of every command that deletes something. */
export const yesFlag = { yes: flag('Do not ask.') }

/** Asks whether to do what a command is about to delete; throws unless the answer is yes. `what`: `Delete the task …: 3 artifacts (4.2 MB)`. */
export async function confirm(context: Pick<Context, 'ask'>, what: string, yes: boolean): Promise<void> {
  if (yes) return
  const answer = await context.ask(`${what}?`)
  if (answer === true) return
  if (answer === false) throw new CommandFailed('Nothing was changed.', { code: 'not_confirmed' })
  throw new CommandFailed(`${what}: not confirmed. Give --yes to do it: there is no terminal on which to ask.`, { code: 'not_confirmed' })
}
