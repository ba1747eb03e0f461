import { flagOf } from '@clearway/contract/flag-of'
import { readProfiles } from '@clearway/sdk/profiles'
import type { AnyCommand } from '../../command.ts'
import { type Option } from '../../option.ts'
import { type CommandTable, isGroup } from '../command-table.ts'

export interface Completion {
  readonly value: string
  readonly help?: string
}
/** What the server knows names of. */
export type NameSource = 'queues' | 'tasks' | 'runs'

/** Leaves the completion to the shell, which knows the files. */
const files: readonly Completion[] = [{ value: ':files' }]

/** Arguments and flags, by their names, whose values are names on the server. */
const sources: Readonly<Record<string, NameSource>> = { queue: 'queues', task: 'tasks', run: 'runs', pipeline: 'runs' }

const shared: Readonly<Record<string, string>> = {
  '--json': 'Print the response as JSON.',
  '--no-color': 'Print without colours.',
  '--help': 'Explain this command.',
}
const serverFlags: Readonly<Record<string, string>> = {
  '--data': 'The data folder of a server on this machine.',
  '--profile': 'A server that you are logged in to.',
}
const urlFlag: Readonly<Record<string, string>> = { '--url': 'The server’s address.' }
/** The flags that may stand before the command. */
const leading: Readonly<Record<string, string>> = {
  ...urlFlag,
  ...serverFlags,
  ...shared,
  '--help': 'Explain a command.',
  '--version': 'Print the version.',
}
const takesValue = (flag: string): boolean => Object.hasOwn({ ...urlFlag, ...serverFlags }, flag)

/**
 * Completes the last word of a command line. Commands, verbs and flags come from the table of commands.
 *
 * @param commands the table
 * @param words the words after `clearway`; the last one is unfinished and may be empty
 */
export async function completeLine(
  commands: CommandTable,
  words: readonly string[],
  namesOf: (source: NameSource) => Promise<readonly string[]>,
): Promise<readonly Completion[]> {
  const current = words.at(-1) ?? ''
  const start = afterLeadingFlags(words)
  const [noun, ...rest] = words[start] === 'help' && start < words.length - 1 ? words.slice(start + 1) : words.slice(start)
  if (noun === undefined) return valuesOfServerFlag(words.at(-2), current)
  if (rest.length === 0 && current.startsWith('-')) return matching(withHelp(leading), current)
  if (rest.length === 0)
    return matching(
      Object.entries(commands).flatMap(([value, entry]) => ('hidden' in entry ? [] : [{ value, help: entry.summary }])),
      current,
    )
  const entry = Object.hasOwn(commands, noun) ? commands[noun] : undefined
  if (entry === undefined) return []
  if (!isGroup(entry)) {
    const below = (await entry.below?.()) ?? {}
    const [name = '', ...words] = rest
    const definition = Object.hasOwn(below, name) ? below[name] : undefined
    if (definition !== undefined && words.length > 0) return completeCommand(definition, words, namesOf)
    const names = rest.length === 1 ? Object.entries(below).map(([value, { summary = '' }]) => ({ value, help: summary })) : []
    return [...matching(names, current), ...(await completeCommand(await entry.load(), rest, namesOf))]
  }
  const verbs = await entry.verbs()
  const [verb = '', ...more] = rest
  if (more.length === 0)
    return matching(
      Object.entries(verbs).map(([value, { summary = '' }]) => ({ value, help: summary })),
      current,
    )
  const definition = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined
  return definition === undefined ? [] : completeCommand(definition, more, namesOf)
}

/** The number of words that belong to flags before the command, the unfinished word left out: where the command stands, or will. */
function afterLeadingFlags(words: readonly string[]): number {
  let at = 0
  while (at < words.length - 1 && words[at]?.startsWith('-') === true) at += takesValue(words[at] ?? '') ? 2 : 1
  return at
}

/** The values of a flag that names the server; none if the flag names none. */
async function valuesOfServerFlag(flag: string | undefined, current: string): Promise<readonly Completion[]> {
  if (flag === '--profile') return matching(await profileNames(), current)
  return flag === '--data' ? files : []
}

async function completeCommand(
  { args = {}, options = {}, callsServer = true }: AnyCommand,
  words: readonly string[],
  namesOf: (source: NameSource) => Promise<readonly string[]>,
): Promise<readonly Completion[]> {
  const current = words.at(-1) ?? ''
  const known = new Map(Object.entries(options).map(([name, option]) => [flagOf(name), { name, option }]))
  const flags = {
    ...Object.fromEntries([...known].map(([flag, { option }]) => [flag, option.help])),
    ...(callsServer === true ? urlFlag : {}),
    ...(callsServer === false ? {} : serverFlags),
    ...shared,
  }
  if (current.startsWith('-')) return matching(withHelp(flags), current)

  const before = words.slice(0, -1)
  const flag = flagBefore(before, known)
  const isOwn = flag !== undefined && known.has(flag)
  if (flag !== undefined && takesValue(flag) && !isOwn) return valuesOfServerFlag(flag, current)
  const asked = flag === undefined ? undefined : known.get(flag)
  if (asked !== undefined) return valuesOf(asked.name, asked.option, current, namesOf)
  const position = before.filter((word, index) => !word.startsWith('-') && flagBefore(before.slice(0, index), known) === undefined).length
  const argument = Object.keys(args)[position]?.replace(/(\?|\.\.\.)$/, '')
  if (argument === undefined) return []
  if (argument === 'profile') return matching(await profileNames(), current)
  if (argument === 'shell')
    return matching(
      ['bash', 'zsh', 'fish'].map((value) => ({ value })),
      current,
    )
  if (argument === 'file' || argument === 'folder') return files
  return named(argument, current, namesOf)
}

/** The flag whose value the next word is; undefined if it is none. A flag of several values takes all words up to the next flag. */
function flagBefore(words: readonly string[], known: ReadonlyMap<string, { readonly option: Option<unknown> }>): string | undefined {
  const last = words.at(-1)
  if (last === undefined) return undefined
  const form = (flag: string): string | undefined => known.get(flag)?.option.form ?? (takesValue(flag) ? 'value' : undefined)
  if (last.startsWith('-')) return ['value', 'many', 'optional'].includes(form(last) ?? '') ? last : undefined
  const open = words.findLast((word) => word.startsWith('-'))
  return open !== undefined && form(open) === 'many' ? open : undefined
}

async function valuesOf(
  name: string,
  { placeholder = '' }: Option<unknown>,
  current: string,
  namesOf: (source: NameSource) => Promise<readonly string[]>,
): Promise<readonly Completion[]> {
  if (placeholder.includes('|'))
    return matching(
      placeholder.split('|').map((value) => ({ value })),
      current,
    )
  if (placeholder === 'FILE' || placeholder === 'FOLDER') return files
  return named(name, current, namesOf)
}

async function named(
  name: string,
  current: string,
  namesOf: (source: NameSource) => Promise<readonly string[]>,
): Promise<readonly Completion[]> {
  const source = Object.hasOwn(sources, name) ? sources[name] : undefined
  return source === undefined
    ? []
    : matching(
        (await namesOf(source)).map((value) => ({ value })),
        current,
      )
}

async function profileNames(): Promise<readonly Completion[]> {
  const { profiles } = await readProfiles().catch(() => ({ profiles: {} as Readonly<Record<string, { readonly url: string }>> }))
  return Object.entries(profiles).map(([value, { url }]) => ({ value, help: url }))
}

function withHelp(flags: Readonly<Record<string, string>>): readonly Completion[] {
  return Object.entries(flags).map(([value, help]) => ({ value, help }))
}

function matching(completions: readonly Completion[], current: string): readonly Completion[] {
  return completions.filter(({ value }) => value !== '' && value.startsWith(current))
}
