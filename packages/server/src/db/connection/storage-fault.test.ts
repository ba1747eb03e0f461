import { expect, test } from 'vitest'
import { ActionError } from '../../errors.ts'
import { UnknownCommit } from './postgres-away.ts'
import { storageRefusal } from './storage-fault.ts'

const of = (fields: object): unknown => Object.assign(new Error('as the database said it'), fields)

test.each([
  [{ errcode: 13, file: '/data/events.db' }, 'storage_full', { file: '/data/events.db' }],
  [{ code: '53100' }, 'storage_full', {}],
  [{ code: 'ENOSPC', path: '/data/blobs/tmp/a' }, 'storage_full', { file: '/data/blobs/tmp/a' }],
  [{ errcode: 261, file: '/data/clearway.db' }, 'database_locked', { file: '/data/clearway.db' }],
  [{ code: '40P01' }, 'database_locked', {}],
  [{ errcode: 1032, file: '/data/clearway.db' }, 'database_unusable', { file: '/data/clearway.db', reason: 'as the database said it' }],
  [{ errcode: 11 }, 'database_unusable', { reason: 'as the database said it' }],
  [{ code: 'XX001' }, 'database_unusable', { reason: 'as the database said it' }],
  [{ code: '57014' }, 'unavailable', { reason: 'PostgreSQL ended a statement that took too long.' }],
  [{ message: 'timeout exceeded when trying to connect' }, 'unavailable', { reason: 'PostgreSQL cannot be reached at present.' }],
] as const)('%j is refused as %s', (fields, code, details) => {
  expect(storageRefusal(of(fields))).toMatchObject({ code, details })
  expect(storageRefusal(of(fields))?.details).toEqual(details)
})

test('an error that is not a storage fault is unchanged, and so is a refusal', () => {
  for (const other of [
    new Error('other'),
    of({ errcode: 19 }),
    of({ code: '23505' }),
    of({ code: 'ECONNRESET' }),
    new UnknownCommit(of({ code: 'ECONNRESET' })),
    'text',
    null,
    new ActionError('task_not_found'),
  ])
    expect(storageRefusal(other)).toBeUndefined()
  const refused = new ActionError('storage_full', { file: 'a' })
  expect(storageRefusal(refused)).toBe(refused)
})
