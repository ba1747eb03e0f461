import { type AnyCommand, command, Printed } from '../../command.ts'
import type { CommandTable } from '../command-table.ts'
import { completeLine } from './complete-line.ts'
import { namesOn } from './names-on-server.ts'

/** Makes the command that answers the shells’ programs of `completion`. It prints nothing where it knows nothing, and never an error. */
export function completeFrom(commands: CommandTable): AnyCommand {
  return command({
    args: { 'words?': 'The words of the line so far, the last one unfinished.' },
    callsServer: false,
    async run(_, context) {
      const start = process.argv.indexOf('--')
      const words = start === -1 ? [''] : process.argv.slice(start + 1)
      for (const { value, help } of await completeLine(commands, words, namesOn(words)))
        context.print(help === undefined ? value : `${value}\t${help}`)
      return new Printed()
    },
  })
}
