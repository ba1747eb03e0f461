import type { Command as Program } from 'commander'
import { expect, test } from 'vitest'
import { commands } from './commands/index.ts'
import { plainLook } from './look.ts'
import { createProgram, withoutHelpWord } from './program.ts'
import type { UsageError } from './usage-error.ts'

/** The mistake that a command line is refused with. */
async function mistakeOf(...words: readonly string[]): Promise<Pick<UsageError, 'message' | 'field' | 'cure'>> {
  const program = await createProgram(words, plainLook(0))
  const { message, field, cure } = await program.parseAsync(words, { from: 'user' }).then(
    () => Promise.reject(new Error(`${words.join(' ')} is accepted.`)),
    (error: UsageError) => error,
  )
  return { message, field, cure }
}

test('every mistake on the command line has a cure', async () => {
  expect(await mistakeOf('task', 'list', '--limit', 'abc')).toEqual({
    message: '--limit is "abc", but must be a whole number from 1 to 500.',
    field: '--limit',
    cure: '`clearway task list --help` shows what it takes.',
  })
  // The message of this one ends with its cure.
  expect(await mistakeOf('task', 'list', '--data', 'x', '--profile', 'y')).toMatchObject({ cure: undefined })
})

test('the value of a flag before the command may be the name of a command', async () => {
  const program = await createProgram(['--data', 'server', 'task', 'list'], plainLook(0))
  const loaded = program.commands.filter((child) => child.commands.length > 0 || child.options.length > 0)
  expect(loaded.map((child) => child.name())).toEqual(['task'])
})

test.for([
  [['--data', 'x', 'server'], '--data', 'Write --data behind the command, where it has a meaning of its own.'],
  [['--profile', 'x', 'up'], '--profile', 'Leave it out.'],
  [['--url', 'http://127.0.0.1:1', 'import', 'clearml'], '--url', 'Write --url behind the command, where it has a meaning of its own.'],
] as const)('%j: a flag before a command that has no use for it is refused', async ([words, field, cure]) => {
  expect(await mistakeOf(...words)).toMatchObject({ field, cure })
})

test.for([
  ['run', 'nowhere.ts'],
  ['pipeline', 'check', 'nowhere.ts'],
  ['run', import.meta.dirname],
])('%s: a file that is no program is refused before a server is looked for', async (words) => {
  expect(await mistakeOf(...words)).toMatchObject({ field: 'FILE' })
})

test('help is a word too', () => {
  expect(withoutHelpWord(['help'])).toEqual(['--help'])
  expect(withoutHelpWord(['help', 'task', 'list'])).toEqual(['task', 'list', '--help'])
  expect(withoutHelpWord(['task', 'show', 'help'])).toEqual(['task', 'show', 'help'])
})

test('a trigger’s statuses are refused with those that there are', async () => {
  const { message, field } = await mistakeOf('trigger', 'create', 'deploy', '--pipeline', 'x', '--on-task', 'done')
  expect([message, field]).toEqual([expect.stringMatching(/"done"\. It takes draft, .*completed/), '--on-task'])
})

function helpOf(program: Program, path: string): readonly { readonly path: string; readonly line: string }[] {
  let help = ''
  program.configureOutput({ writeOut: (text) => (help += text), getOutHelpWidth: () => 80 })
  program.outputHelp()
  const lines = help.split('\n').map((line) => ({ path, line }))
  return [...lines, ...program.commands.flatMap((child) => helpOf(child, `${path} ${child.name()}`))]
}

test('the help of every command fits a terminal of 80 columns', { timeout: 60_000 }, async () => {
  const names = Object.keys(commands)
  const programs = await Promise.all(names.map(async (name) => createProgram([name], { ...plainLook(0), width: 80 })))
  const own = programs.flatMap((program, at) => program.commands.filter((child) => child.name() === names[at]))
  const lines = own.flatMap((child) => helpOf(child, child.name()))
  expect(own.length).toBe(names.length)
  expect(lines.length).toBeGreaterThan(1000)
  expect(lines.filter(({ line }) => line.length > 80)).toEqual([])
})

test('in the help of a command the flags that all share come last, and long flags leave room for what they mean', async () => {
  const of = async (noun: string, verb: string): Promise<string> => {
    const program = await createProgram([noun, verb], { ...plainLook(0), width: 80 })
    const command = program.commands.find((child) => child.name() === noun)?.commands.find((child) => child.name() === verb)
    command?.configureOutput({ getOutHelpWidth: () => 80 })
    return command?.helpInformation() ?? ''
  }
  expect((await of('artifact', 'cat')).match(/^\w.*:$/gm)).toEqual(['Arguments:', 'Shared options:'])
  expect(await of('schedule', 'create')).toMatch(/\n {2}--overlap <allow\|skip\|stop-previous\|queue>\n {30}What happens/)
})
