import { version } from '@clearway/contract/version'
import { Command as Program } from 'commander'
import type { AnyCommand } from './command.ts'
import { type Group, isGroup, type Single } from './commands/command-table.ts'
import { commands } from './commands/index.ts'
import type { Look } from './look.ts'
import { declareCommand } from './program/declare-command.ts'
import { examplesText } from './program/examples-text.ts'
import { runWhenParsed } from './program/run-declared.ts'
import { addSharedFlags, firstPlainWord } from './program/shared-flags.ts'
import { styled } from './program/styled.ts'

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

  const wanted = firstPlainWord(words)
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
  addChildren(parent, await group.verbs(), noun, look)
}

/** Adds commands below one that has arguments of its own. */
async function addBelow(parent: Program, below: NonNullable<Single['below']>, noun: string, look: Look): Promise<void> {
  parent.enablePositionalOptions().helpCommand(false)
  addChildren(parent, await below(), noun, look)
}

function addChildren(parent: Program, children: Readonly<Record<string, AnyCommand>>, noun: string, look: Look): void {
  for (const [name, definition] of Object.entries(children))
    addCommand(styled(parent.command(name), look).description(definition.summary ?? ''), definition, `${noun} ${name}`, look)
}

function addCommand(program: Program, definition: AnyCommand, path: string, look: Look): void {
  declareCommand(program, definition, path, look)
  runWhenParsed(program, definition)
}
