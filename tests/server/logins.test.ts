import { database, startServerProcess } from '@clearway/testkit'
import { expect, test } from 'vitest'
import { connectTo } from '../../packages/server/test/database.ts'
import { httpCall } from './http-call.ts'

const user = { role: 'user' } as const

/** The id of the user whom a name and a password log in, or the error's code. */
async function whoIs(url: string, name: string, password: string): Promise<unknown> {
  const authorization = `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`
  const { code, data } = await httpCall(url, 'users.get_current_user', { body: {}, headers: { authorization } })
  return code ?? (data['user'] as { readonly id: string }).id
}

test('logins may be exchanged, and pass to a user of another id', { timeout: 60_000 }, async () => {
  await using fresh = await database.fresh()
  const before = [
    { ...user, id: 'ada', name: 'Ada', password: 'a' },
    { ...user, id: 'bea', name: 'Bea', password: 'b' },
    { ...user, id: 'old', name: 'Cleo', password: 'c' },
  ]
  const first = await startServerProcess(fresh, { settings: { users: before } })
  await first.kill()
  const after = [
    { ...user, id: 'ada', name: 'Bea', password: 'a' },
    { ...user, id: 'bea', name: 'Ada', password: 'b' },
    { ...user, id: 'new', name: 'Cleo', password: 'c' },
    // The server's own first user has this name, and no password.
    { ...user, id: 'other', name: 'clearway', password: 'd' },
  ]
  await using second = await startServerProcess(fresh, { settings: { users: after } })
  const { url } = second.connection
  expect(
    await Promise.all([
      whoIs(url, 'Bea', 'a'),
      whoIs(url, 'Ada', 'b'),
      whoIs(url, 'Cleo', 'c'),
      whoIs(url, 'clearway', 'd'),
      whoIs(url, 'Ada', 'a'),
    ]),
  ).toEqual(['ada', 'bea', 'new', 'other', 'invalid_credentials'])
})

test('a password in an older form is stored in the new form at its login, and remains valid', { timeout: 60_000 }, async () => {
  await using fresh = await database.fresh()
  await using server = await startServerProcess(fresh, { settings: { users: [{ ...user, id: 'ada', name: 'Ada', password: 'hunter2' }] } })
  const { url } = server.connection
  const db = connectTo(fresh)
  try {
    const stored = async (): Promise<string | null | undefined> =>
      (await db.selectFrom('user').select('password').where('id', '=', 'ada').executeTakeFirst())?.password
    const older = 'scrypt:MDEyMzQ1Njc4OWFiY2RlZg:qEx97dtws9n3uCM6Vx5ucioDRm_YZML6L_OeyCZUZG8'
    await db.updateTable('user').set({ password: older }).where('id', '=', 'ada').execute()
    expect([await whoIs(url, 'Ada', 'wrong'), await stored()]).toEqual(['invalid_credentials', older])
    expect([await whoIs(url, 'Ada', 'hunter2'), await stored()]).toEqual(['ada', expect.stringMatching(/^\$scrypt\$ln=\d+,r=8,p=1\$/)])
    expect(await whoIs(url, 'Ada', 'hunter2')).toBe('ada')
  } finally {
    await db.destroy()
  }
})
