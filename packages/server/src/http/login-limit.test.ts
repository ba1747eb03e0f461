import { expect, test } from 'vitest'
import { ActionError } from '../errors.ts'
import { createLoginLimit } from './login-limit.ts'

const fail = (): Promise<never> => Promise.reject(new ActionError('invalid_credentials'))
const pass = (): Promise<string> => Promise.resolve('in')

test('after as many failures as a minute allows, even the right secret of that address is refused, and no other address is', async () => {
  const limit = createLoginLimit(2)
  for (let n = 0; n < 2; n += 1) await expect(limit.guard('1.1.1.1', fail)).rejects.toMatchObject({ code: 'invalid_credentials' })
  await expect(limit.guard('1.1.1.1', pass)).rejects.toMatchObject({ code: 'too_many_requests' })
  expect(await limit.guard('2.2.2.2', pass)).toBe('in')
})

test('logins that work are not counted', async () => {
  const limit = createLoginLimit(1)
  for (let n = 0; n < 5; n += 1) expect(await limit.guard('1.1.1.1', pass)).toBe('in')
})
