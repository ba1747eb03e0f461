import { database } from '@clearway/testkit'
import { expect, test } from 'vitest'
import { openTestDatabase } from '../../../test/database.ts'
import { addTask } from '../../../test/rows.ts'
import { up } from './0034-deleted-attempts.ts'

test('the attempts of tasks that an older version deleted go with their keys, and the removal of their events is scheduled again', async () => {
  await using opened = await openTestDatabase(database)
  const { db } = opened
  const attempt = {
    company: 'acme',
    worker: 'w',
    agent: 'w',
    boot: null,
    home: null,
    kind: 'own',
    lane: 'step',
    slot: 0,
    queue: 'q',
  } as const
  const ended = { state: 'ended', queued: 1, started: 2, ended: 3, confirm_by: null, lease_until: null, session: null } as const
  const rest = { begin_iteration: 0, ended_as: 'completed', exit_code: 0, reason: '' } as const
  const key = {
    company: 'acme',
    user: 'u1',
    secret: 's',
    label: null,
    created: 1,
    last_used: null,
    last_used_from: null,
    revoked: 0,
  } as const
  await addTask(opened, { id: 'there' })
  const attempts = [
    { id: 'a1', task: 'gone', number: 1 },
    { id: 'a2', task: 'gone', number: 2 },
    { id: 'a3', task: 'there', number: 1 },
  ]
  await db
    .insertInto('attempt')
    .values(attempts.map((one) => ({ ...attempt, ...ended, ...rest, ...one, claimed: one.number })))
    .execute()
  await db
    .insertInto('credential')
    .values([
      ...attempts.map(({ id }) => ({ ...key, access_key: `of ${id}`, attempt: id })),
      { ...key, access_key: 'of a user', attempt: null },
    ])
    .execute()

  await up(db)
  expect((await db.selectFrom('attempt').select('id').execute()).map(({ id }) => id)).toEqual(['a3'])
  const keys = await db.selectFrom('credential').select('access_key').orderBy('access_key').execute()
  expect(keys.map(({ access_key: name }) => name)).toEqual(['of a user', 'of a3'])
  expect(await db.selectFrom('event_removal').selectAll().execute()).toEqual([{ id: 'a1', company: 'acme', owner: 'gone', created: 2 }])
})
