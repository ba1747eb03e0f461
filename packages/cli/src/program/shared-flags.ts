import { type Command as Program, Option as Flag } from 'commander'
import type { AnyCommand } from '../command.ts'
import type { SharedFlags } from '../context.ts'
import { UsageError } from '../usage-error.ts'
import { pathOf } from './path-of.ts'

type CallsServer = NonNullable<AnyCommand['callsServer']>

const serverFlags = {
  url: ['--url <URL>', 'The server’s address.'],
  data: ['--data <FOLDER>', 'The data folder of a server on this machine, from which the address and keys are read.'],
  profile: ['--profile <NAME>', 'A server that you are logged in to (`clearway login`).'],
} as const
type ServerFlag = keyof typeof serverFlags

const outputFlags = [
  ['--json', 'Print the response as JSON on standard output, an error as JSON on standard error.'],
  ['--no-color', 'Print without colours.'],
] as const

/** Adds the flags that commands share: those that name the server, if the command calls one, and those of the output. */
export function addSharedFlags(program: Program, callsServer: CallsServer): void {
  const flags = [...serverFlagsOf(callsServer).map((name) => serverFlags[name]), ...outputFlags]
  for (const [flag, help] of flags) program.addOption(new Flag(flag, help).helpGroup('Shared options:'))
}

function serverFlagsOf(callsServer: CallsServer): readonly ServerFlag[] {
  if (callsServer === true) return ['url', 'data', 'profile']
  return callsServer === false ? [] : ['data', 'profile']
}

/** The first word that is neither a flag that stands before the command nor the value of such a flag: the name of the command. */
export function firstPlainWord(words: readonly string[]): string | undefined {
  const takesValue = (word: string | undefined): boolean => Object.keys(serverFlags).some((name) => `--${name}` === word)
  return words.find((word, at) => !word.startsWith('-') && !takesValue(words[at - 1]))
}

/** Reads the shared flags of a command line, which may stand before the command or behind it. */
export function readSharedFlags(program: Program, callsServer: CallsServer): SharedFlags {
  const taken = serverFlagsOf(callsServer)
  const above = optionsAbove(program)
  for (const name of Object.keys(serverFlags) as ServerFlag[])
    if (above[name] !== undefined && !taken.includes(name)) throw misplaced(name, program)
  const all = { ...above, ...program.opts<Record<string, unknown>>() }
  const named = Object.fromEntries(taken.flatMap((name) => (typeof all[name] === 'string' ? [[name, all[name]] as const] : [])))
  if (named['data'] !== undefined && named['profile'] !== undefined)
    throw new UsageError('--data and --profile name two servers. Leave out one of them.')
  return { ...named, json: all['json'] === true, colour: above['color'] !== false && all['color'] !== false }
}

/** The flags before the command, of which the nearest counts. */
function optionsAbove({ parent }: Program): Readonly<Record<string, unknown>> {
  if (parent === null) return {}
  const above = optionsAbove(parent)
  const own = parent.opts<Record<string, unknown>>()
  return { ...above, ...own, color: above['color'] !== false && own['color'] !== false }
}

/** Some commands have a flag of the same name with another meaning, such as the data folder of `clearway server`. */
function misplaced(name: ServerFlag, program: Program): UsageError {
  const flag = `--${name}`
  const isOwn = program.options.some(({ long }) => long === flag)
  return new UsageError(`\`${pathOf(program)}\` calls no server that ${flag} before the command could name.`, {
    field: flag,
    cure: isOwn ? `Write ${flag} behind the command, where it has a meaning of its own.` : 'Leave it out.',
  })
}
