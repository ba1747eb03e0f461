import { expect, test } from 'vitest'
import type { Context } from '../../command.ts'
import { completion } from './completion.ts'

test('with --json the program is a field', async () => {
  const answer = await completion.run({ shell: 'zsh' }, { json: true } as Context)
  expect(answer).toEqual({ shell: 'zsh', program: expect.stringContaining('compdef') as string })
})
