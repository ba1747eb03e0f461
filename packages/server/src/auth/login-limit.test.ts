import { expect, test } from 'vitest'
import { ActionError } from '../errors.ts'
import { createLoginLimit } from './login-limit.ts'

const wrong = (): Promise<never> => Promise.reject(new ActionError('invalid_credentials'))
const right = (): Promise<string> => Promise.resolve('in')
const here = { address: '1.1.1.1', account: 'ada' }

test('of concurrent wrong passwords, no more are tried than the limit of a minute', async () => {
  const limit = createLoginLimit({ loginLimit: 5, accountLoginLimit: 100 })
  let tried = 0
  const codes = await Promise.all(
    Array.from({ length: 60 }, (_, index) =>
      limit
        .password({ address: '1.1.1.1', account: `name ${index}` }, async () => {
          tried += 1
          await new Promise(setImmediate)
          return wrong()
        })
        .catch((error: unknown) => (error as ActionError).code),
    ),
  )
  expect(tried).toBe(5)
  expect(codes.filter((code) => code === 'too_many_requests')).toHaveLength(55)
  await expect(limit.password(here, right)).rejects.toMatchObject({ code: 'too_many_requests', details: { seconds: expect.any(Number) } })
  expect(await limit.password({ ...here, address: '2.2.2.2' }, right)).toBe('in')
})

test('an account is tried no more often than the limit of a minute, from any addresses', async () => {
  const limit = createLoginLimit({ loginLimit: 100, accountLoginLimit: 2 })
  for (const address of ['1.1.1.1', '2.2.2.2'])
    await expect(limit.password({ ...here, address }, wrong)).rejects.toMatchObject({ code: 'invalid_credentials' })
  await expect(limit.password({ ...here, address: '3.3.3.3' }, right)).rejects.toMatchObject({ code: 'too_many_requests' })
  expect(await limit.password({ ...here, account: 'bob' }, right)).toBe('in')
})

test('successful logins, and those that fail for another reason, are not counted', async () => {
  const limit = createLoginLimit({ loginLimit: 1, accountLoginLimit: 1 })
  for (let n = 0; n < 5; n += 1) expect(await limit.password(here, right)).toBe('in')
  const broken = (): Promise<never> => Promise.reject(new Error('the database is away'))
  for (let n = 0; n < 5; n += 1) await expect(limit.password(here, broken)).rejects.toThrow('away')
})

test('wrong keys do not count as wrong passwords', async () => {
  const limit = createLoginLimit({ loginLimit: 1, accountLoginLimit: 1 })
  await expect(limit.wrongKey(here.address)).rejects.toMatchObject({ code: 'invalid_credentials' })
  await expect(limit.wrongKey(here.address)).rejects.toMatchObject({ code: 'too_many_requests' })
  expect(await limit.password(here, right)).toBe('in')
})
