import type { Command as Program } from 'commander'

/** The words of a command, such as `clearway task list`. */
export function pathOf(program: Program): string {
  return program.parent === null ? program.name() : `${pathOf(program.parent)} ${program.name()}`
}

/** The sentence that refers to the help of a command. */
export function hintAtHelp(program: Program): string {
  return `\`${pathOf(program)} --help\` shows what it takes.`
}
