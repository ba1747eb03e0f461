import { expect, test } from 'vitest'
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
  expect([message, field]).toEqual([expect.stringMatching(/"done"\. It takes created, .*completed/), '--on-task'])
})
