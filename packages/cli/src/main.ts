import { CommanderError } from 'commander'
import { endWithParent } from './end-with-parent.ts'
import { describeFailure, exitCodeOf } from './failure.ts'
import { lookOf } from './look.ts'
import { createProgram } from './program.ts'

endWithParent()
// The reader of the output may close it early, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(0)
})

const words = process.argv.slice(2)
const wantsColour = !words.includes('--no-color')
try {
  const program = await createProgram(words, lookOf(process.stdout, wantsColour))
  if (words.length === 0) program.outputHelp()
  else await program.parseAsync(words, { from: 'user' })
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2
  else {
    process.stderr.write(`${describeFailure(error, lookOf(process.stderr, wantsColour))}\n`)
    process.exitCode = exitCodeOf(error)
  }
}
