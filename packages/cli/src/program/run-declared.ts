import type { Command as Program } from 'commander'
import type { AnyCommand } from '../command.ts'
import { createContext } from '../context.ts'
import { markForcible, paragraphs } from '../failure.ts'
import { runCommand } from '../run-command.ts'
import { UsageError } from '../usage-error.ts'
import { hintAtHelp } from './path-of.ts'
import { readSharedFlags } from './shared-flags.ts'

/** Lets a declared command run when its words are parsed, and sets the exit code of this process. */
export function runWhenParsed(program: Program, definition: AnyCommand): void {
  const { args = {}, options = {}, callsServer = true } = definition
  program.action(async (...given: unknown[]) => {
    const context = createContext(readSharedFlags(program, callsServer))
    const words = given.slice(0, Object.keys(args).length) as (string | string[] | undefined)[]
    const flags = program.opts<Record<string, unknown>>()
    process.exitCode = await runCommand(definition, words, flags, context).catch((error: unknown) => {
      if ('force' in options && flags['force'] !== true) markForcible(error)
      throw withHint(error, program)
    })
  })
}

/** The error, with the help of the command as its cure where it has none of its own. */
function withHint(error: unknown, program: Program): unknown {
  return error instanceof UsageError && paragraphs(error).length === 1 ? error.withCure(hintAtHelp(program)) : error
}
