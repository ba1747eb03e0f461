import { version } from '@clearway/contract/version'
import { Command as Program, Help, Option as Flag } from 'commander'
import { type AnyCommand, argumentOf } from './command.ts'
import { type Group, isGroup, type Single } from './commands/command-table.ts'
import { commands } from './commands/index.ts'
import { createContext } from './context.ts'
import { markForcible, paragraphs } from './failure.ts'
import type { Look } from './look.ts'
import { flagOf, type Option } from './option.ts'
import { runCommand } from './run-command.ts'
import { UsageError } from './usage-error.ts'

/** `clearway help task list` is `clearway task list --help`. */
export function withoutHelpWord(words: readonly string[]): readonly string[] {
  return words[0] === 'help' ? [...words.slice(1), '--help'] : words
}

/** Makes the program for a command line. Loads only the command that the line names. */
export async function createProgram(words: readonly string[], look: Look): Promise<Program> {
  const program = styled(new Program('clearway'), look)
    .description('Machine-learning pipelines that never block themselves.')
    .usage('COMMAND [options]')
    .version(`clearway ${version} (Node ${process.versions.node})`, '-V, --version', 'Print the version.')
    .helpOption('-h, --help', 'Explain a command.')
    .helpCommand(false)
    .enablePositionalOptions()
    .addHelpText('after', examplesText(look, ['up', 'demo', 'task list --status failed', 'pipeline show --follow', 'server --help']))
  addSharedFlags(program, true)

  const wanted = words.find((word) => Object.hasOwn(commands, word))
  for (const [name, entry] of Object.entries(commands)) {
    const child = styled(program.command(name, { hidden: 'hidden' in entry }), look).description(entry.summary)
    if (name !== wanted) continue
    if (isGroup(entry)) await addGroup(child, entry, name, look)
    else addCommand(child, await withMoreHelp(await entry.load(), words, look), name, look)
    if ('below' in entry) await addBelow(child, entry.below, name, look)
    // Its words are those of another command line.
    if ('hidden' in entry) child.allowExcessArguments(true)
  }
  return program
}

/** A command with the help that it adds for the words, if they ask for help. */
async function withMoreHelp(definition: AnyCommand, words: readonly string[], look: Look): Promise<AnyCommand> {
  if (definition.moreHelp === undefined || !words.some((word) => word === '--help' || word === '-h')) return definition
  const more = await definition.moreHelp(words, look)
  return more === undefined ? definition : { ...definition, helpOfWords: more }
}

async function addGroup(parent: Program, group: Group, noun: string, look: Look): Promise<void> {
  parent.usage('VERB [options]').helpCommand(false)
  for (const [verb, definition] of Object.entries(await group.verbs())) {
    addCommand(styled(parent.command(verb), look).description(definition.summary ?? ''), definition, `${noun} ${verb}`, look)
  }
}

/** Adds commands below one that has arguments of its own. */
async function addBelow(parent: Program, below: NonNullable<Single['below']>, noun: string, look: Look): Promise<void> {
  parent.enablePositionalOptions().helpCommand(false)
  for (const [name, definition] of Object.entries(await below()))
    addCommand(styled(parent.command(name), look).description(definition.summary ?? ''), definition, `${noun} ${name}`, look)
}

function addCommand(program: Program, definition: AnyCommand, path: string, look: Look): void {
  const { args = {}, options = {}, details, helpOfWords, examples = [], callsServer = true } = definition
  for (const [key, help] of Object.entries(args)) {
    const { name, form } = argumentOf(key)
    const shown = name.toUpperCase()
    program.argument({ certain: `<${shown}>`, optional: `[${shown}]`, several: `<${shown}...>`, rest: `[${shown}...]` }[form], help)
    if (form === 'rest') program.allowUnknownOption()
  }
  for (const [name, option] of Object.entries(options)) for (const added of flagsOf(name, option)) program.addOption(added)
  addSharedFlags(program, callsServer)
  program.addHelpOption(new Flag('-h, --help', 'Explain this command.').helpGroup('Shared options:'))
  if (details !== undefined) program.addHelpText('after', `\n${new Help().boxWrap(details, Math.min(look.width, 80))}`)
  if (helpOfWords !== undefined) program.addHelpText('after', `\n${helpOfWords}`)
  program.addHelpText(
    'after',
    examplesText(
      look,
      examples.map((example) => (example === '' ? path : `${path} ${example}`)),
    ),
  )
  program.action(async (...given: unknown[]) => {
    const own = program.opts<Record<string, unknown>>()
    const all = { ...program.parent?.parent?.opts<Record<string, unknown>>(), ...program.parent?.opts<Record<string, unknown>>(), ...own }
    if (callsServer !== false && all['data'] !== undefined && all['profile'] !== undefined)
      throw new UsageError('--data and --profile name two servers. Leave out one of them.')
    const context = createContext({
      ...(typeof all['url'] === 'string' && callsServer === true ? { url: all['url'] } : {}),
      ...(typeof all['data'] === 'string' && callsServer !== false ? { data: all['data'] } : {}),
      ...(typeof all['profile'] === 'string' && callsServer !== false ? { profile: all['profile'] } : {}),
      json: all['json'] === true,
      colour: !isColourless(program),
    })
    const words = given.slice(0, Object.keys(args).length) as (string | string[] | undefined)[]
    process.exitCode = await runCommand(definition, words, own, context).catch((error: unknown) => {
      if ('force' in options && own['force'] !== true) markForcible(error)
      throw error instanceof UsageError && paragraphs(error).length === 1 ? error.withCure(helpOf(program)) : error
    })
  })
}

function addSharedFlags(program: Program, callsServer: NonNullable<AnyCommand['callsServer']>): void {
  if (callsServer === true) program.addOption(new Flag('--url <URL>', 'The server’s address.').helpGroup('Shared options:'))
  if (callsServer !== false) {
    program.addOption(
      new Flag('--data <FOLDER>', 'The data folder of a server on this machine, from which the address and keys are read.').helpGroup(
        'Shared options:',
      ),
    )
    program.addOption(new Flag('--profile <NAME>', 'A server that you are logged in to (`clearway login`).').helpGroup('Shared options:'))
  }
  program.addOption(
    new Flag('--json', 'Print the response as JSON on standard output, an error as JSON on standard error.').helpGroup('Shared options:'),
  )
  program.addOption(new Flag('--no-color', 'Print without colours.').helpGroup('Shared options:'))
}

function flagsOf(name: string, option: Option<unknown>): Flag[] {
  const value =
    option.form === 'alone'
      ? ''
      : option.form === 'optional'
        ? ` [${option.placeholder}]`
        : option.form === 'many'
          ? ` <${option.placeholder}...>`
          : ` <${option.placeholder}>`
  const shown = new Flag(
    `${flagOf(name)}${value}`,
    option.default === undefined ? option.help : `${option.help} Default: ${option.default}.`,
  )
  return option.alias === undefined ? [shown] : [shown, new Flag(`--${option.alias}${value}`).hideHelp()]
}

function isColourless(program: Program): boolean {
  for (let each: Program | null = program; each !== null; each = each.parent) if (each.opts()['color'] === false) return true
  return false
}

function examplesText(look: Look, examples: readonly string[]): string {
  if (examples.length === 0) return ''
  return `\n${look.paint('bold', 'Examples:')}\n${examples.map((example) => `  ${look.paint('dim', '$')} ${wrapped(look.typed(`clearway ${example}`.trimEnd()))}`).join('\n')}`
}

/** A longer flag stands on a line of its own, so that what flags mean has its room. */
const widestTerm = 26

/** How long a line of an example may be, without what stands before it. */
const exampleWidth = 74

/** A command on as many lines as a terminal of 80 columns needs, broken before flags as a shell takes it. */
function wrapped(command: string): string {
  const lines = ['']
  for (const part of command.split(/ (?=--)/)) {
    const longer = `${lines.at(-1)} ${part}`.trimStart()
    if (longer.length <= exampleWidth) lines[lines.length - 1] = longer
    else lines.push(part)
  }
  return lines.filter((line) => line !== '').join(' \\\n      ')
}

/** Sets what commands inherit: the style of the help, and that errors are thrown as usage errors and do not end the process. */
function styled(program: Program, look: Look): Program {
  return program
    .exitOverride()
    .showSuggestionAfterError()
    .allowExcessArguments(false)
    .helpOption('-h, --help', 'Explain this command.')
    .configureOutput({
      outputError: (message) => {
        const [, field] = /'([^']+)'/.exec(message) ?? []
        throw new UsageError(sentence(message), {
          cure: helpOf(program),
          ...(field === undefined ? {} : { field }),
        })
      },
    })
    .configureHelp({
      // Long flags leave little room for what they mean; without this it would not be wrapped at all.
      minWidthToWrap: 24,
      padWidth: (command, helper) => Math.min(new Help().padWidth(command, helper), widestTerm),
      formatItem: (term, width, description, helper) =>
        helper.displayWidth(term) <= width
          ? Help.prototype.formatItem.call(helper, term, width, description, helper)
          : `  ${term}\n${Help.prototype.formatItem.call(helper, '', width, description, helper)}`,
      styleTitle: (title) => look.paint('bold', title),
      styleOptionTerm: (term) => look.paint('cyan', term),
      styleSubcommandTerm: (term) => look.paint('cyan', term),
      styleArgumentTerm: (term) => look.paint('cyan', term),
      subcommandTerm: (child) => child.name(),
    })
}

function helpOf(program: Program): string {
  return `\`${pathOf(program)} --help\` shows what it takes.`
}

function pathOf(program: Program): string {
  return program.parent === null ? program.name() : `${pathOf(program.parent)} ${program.name()}`
}

/** Makes a sentence of Commander's messages, such as `error: unknown option '--x'`. */
function sentence(message: string): string {
  const [first = '', ...rest] = message
    .trim()
    .replace(/^error: /, '')
    .split('\n')
  const text = `${first.charAt(0).toUpperCase()}${first.slice(1)}`
  return [/[.?!)]$/.test(text) ? text : `${text}.`, ...rest.map((line) => line.replace(/^\((.*)\)$/, '$1'))].join(' ')
}
