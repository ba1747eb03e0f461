import { harmless } from '@clearway/contract/visible-text'
import { CommanderError } from 'commander'
import { endWithParent } from './end-with-parent.ts'
import { failureDocument } from './failure-document.ts'
import { describeFailure, exitCodeOf, reported } from './failure.ts'
import { lookOf } from './look.ts'
import { createProgram, withoutHelpWord } from './program.ts'
import { hostWord } from './program-host/messages.ts'

endWithParent()
// The reader of the output may close it early, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(0)
})

const words = withoutHelpWord(process.argv.slice(2))
if (words[0] === hostWord) await (await import('./program-host/host.ts')).hostProgram()
const wantsColour = !words.includes('--no-color')
try {
  const program = await createProgram(words, lookOf(process.stdout, wantsColour))
  if (words.length === 0) program.outputHelp()
  else await program.parseAsync(words, { from: 'user' })
} catch (error) {
  // Commander ends by an error after it has printed a version or a help; a help that nobody asked for has another exit code than 0.
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2
  else {
    const failure = reported(error)
    const text = words.includes('--json')
      ? harmless(JSON.stringify(failureDocument(failure)))
      : describeFailure(failure, lookOf(process.stderr, wantsColour))
    process.stderr.write(`${text}\n`)
    process.exitCode = exitCodeOf(error)
  }
}
