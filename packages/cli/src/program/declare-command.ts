import { flagOf } from '@clearway/contract/flag-of'
import { type Command as Program, Help, Option as Flag } from 'commander'
import { type AnyCommand, argumentOf, type Arguments } from '../command.ts'
import type { Look } from '../look.ts'
import { type Option } from '../option.ts'
import { examplesText } from './examples-text.ts'
import { addSharedFlags } from './shared-flags.ts'

/** Gives a program the arguments, flags and help of a command. `path`: the words of the command, without the leading `clearway`. */
export function declareCommand(program: Program, definition: AnyCommand, path: string, look: Look): void {
  const { args = {}, options = {}, callsServer = true } = definition
  declareArguments(program, args)
  for (const [name, option] of Object.entries(options)) for (const added of flagsOf(name, option)) program.addOption(added)
  addSharedFlags(program, callsServer)
  program.addHelpOption(new Flag('-h, --help', 'Explain this command.').helpGroup('Shared options:'))
  for (const text of helpAfter(definition, path, look)) program.addHelpText('after', text)
}

function declareArguments(program: Program, args: Arguments): void {
  for (const [key, help] of Object.entries(args)) {
    const { name, form } = argumentOf(key)
    const shown = name.toUpperCase()
    program.argument({ certain: `<${shown}>`, optional: `[${shown}]`, several: `<${shown}...>`, rest: `[${shown}...]` }[form], help)
    if (form === 'rest') program.allowUnknownOption()
  }
}

/** The paragraphs of the help that follow the flags. */
function helpAfter({ details, helpOfWords, examples = [] }: AnyCommand, path: string, look: Look): string[] {
  return [
    ...(details === undefined ? [] : [`\n${new Help().boxWrap(details, Math.min(look.width, 80))}`]),
    ...(helpOfWords === undefined ? [] : [`\n${helpOfWords}`]),
    examplesText(
      look,
      examples.map((example) => (example === '' ? path : `${path} ${example}`)),
    ),
  ]
}

function flagsOf(name: string, option: Option<unknown>): Flag[] {
  const value = valueOf(option)
  const shown = new Flag(
    `${flagOf(name)}${value}`,
    option.default === undefined ? option.help : `${option.help} Default: ${option.default}.`,
  )
  return option.alias === undefined ? [shown] : [shown, new Flag(`--${option.alias}${value}`).hideHelp()]
}

/** What follows a flag in its declaration. */
function valueOf({ form, placeholder }: Option<unknown>): string {
  return { alone: '', optional: ` [${placeholder}]`, many: ` <${placeholder}...>`, value: ` <${placeholder}>` }[form]
}
