import { expect, test } from 'vitest'
import type { Context } from '../../command.ts'
import { completion } from './completion.ts'

test('with --json the program is a field', async () => {
  const answer = await completion.run({ shell: 'zsh' }, { json: true } as Context)
  expect(answer).toEqual({ shell: 'zsh', program: expect.stringContaining('compdef') as string })
})

test('another shell is a wrong command line', async () => {
  await expect(completion.run({ shell: 'tcsh' }, { json: true } as Context)).rejects.toMatchObject({
    name: 'UsageError',
    field: 'shell',
    cure: 'There is: bash, zsh, fish.',
  })
})
