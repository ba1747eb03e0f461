import { basename } from 'node:path'
import { findProgram } from '../../find-program.ts'

/** Words that mean themselves in every shell: no quotes, patterns, variables, assignments before the program, or anything that joins commands. */
const plainLine = /^[\w./+-][\w./:=,@%+-]*(?: +[\w./:=,@%+-]+)*$/

/** What a shell runs itself although a program may have the same name: the built-in commands and reserved words of POSIX, dash, bash and busybox. */
const ofTheShell = new Set(
  `alias bg bind break builtin caller case cd chdir command compgen complete compopt continue coproc declare dirs disown do done echo elif else enable esac
  eval exec exit export false fc fg fi for function getopts hash help hist history if in jobs kill let local logout mapfile newgrp popd print printf pushd
  pwd read readarray readonly return select set setvar shift shopt source stop suspend test then time times trap true type typeset ulimit umask unalias
  unset until wait while .`.split(/\s+/),
)

/**
 * Gives the program and the words that `sh -c LINE` would run, where the line is a program on `path` with plain words: the shell would only replace itself
 * by that program, and its start takes as long as the program's. Any other command is given as it is. GNU make does the same.
 */
export function withoutShell(command: readonly string[], path: string | undefined): readonly string[] {
  const [shell = '', flag, ...rest] = command
  const line = rest[0] === '--' ? rest[1] : rest[0]
  if (basename(shell) !== 'sh' || flag !== '-c' || line === undefined || rest.at(-1) !== line || !plainLine.test(line)) return command
  const [name = '', ...words] = line.split(/ +/)
  if (name.includes('/') || name.includes('=') || ofTheShell.has(name)) return command
  const program = findProgram(name, path)
  return program === undefined ? command : [program, ...words]
}
