import { command, Printed } from '../../command.ts'
import { completeLine } from './complete-line.ts'
import { namesOn } from './names-on-server.ts'

/** Answers the shells’ programs of `completion`; hidden. It prints nothing where it knows nothing, and never an error. */
export const complete = command({
  args: { 'words?': 'The words of the line so far, the last one unfinished.' },
  callsServer: false,
  async run(_, context) {
    const start = process.argv.indexOf('--')
    const words = start === -1 ? [''] : process.argv.slice(start + 1)
    for (const { value, help } of await completeLine(words, namesOn(words))) context.print(help === undefined ? value : `${value}\t${help}`)
    return new Printed()
  },
})
