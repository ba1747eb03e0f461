import { database } from '@clearway/testkit'
import { expect, test } from 'vitest'
import { openTestDatabase } from '../../../test/database.ts'
import { transact } from '../connection/transaction.ts'
import { paramsOf, writeArtifacts, writeConfigs, writeParams } from './task-parts.ts'

test('parameters, configurations and artifacts are written as texts under stripped keys, replaced or merged', async () => {
  await using opened = await openTestDatabase(database)
  const { db, scope } = opened
  const params = async () =>
    (
      await db.selectFrom('task_param').select(['section', 'name', 'value', 'num', 'type']).orderBy('section').orderBy('name').execute()
    ).map((row) => Object.values(row))

  await transact(scope, (tx) =>
    writeParams(
      tx,
      't',
      paramsOf({
        ' Args ': { ' a.b$ ': { value: 0.5, type: 'float' }, flag: { value: true }, none: {} },
        General: { list: { value: '[1, 2]' } },
      }),
      'merge',
    ),
  )
  expect(await params()).toEqual([
    ['Args', 'a.b$', '0.5', 0.5, 'float'],
    ['Args', 'flag', 'True', null, null],
    ['Args', 'none', null, null, null],
    ['General', 'list', '[1, 2]', null, null],
  ])
  await transact(scope, (tx) => writeParams(tx, 't', [{ section: 'Args', name: 'flag', value: 'x' }], 'merge'))
  expect(await params()).toHaveLength(4)
  await transact(scope, (tx) => writeParams(tx, 't', [{ section: 'Args', name: 'new', value: '1e3' }], 'section'))
  expect(await params()).toEqual([
    ['Args', 'new', '1e3', 1000, null],
    ['General', 'list', '[1, 2]', null, null],
  ])
  await transact(scope, (tx) => writeParams(tx, 't', [], 'all'))
  expect(await params()).toEqual([])

  const many = Array.from({ length: 2001 }, (_, index) => ({
    section: 's',
    name: `n${index}`,
    value: 'y'.repeat(index === 0 ? 100_000 : 1),
  }))
  await transact(scope, (tx) => writeParams(tx, 't', [...many, many[0]!], 'merge'))
  expect(await params()).toHaveLength(2001)

  await transact(scope, (tx) => writeConfigs(tx, 't', { Pipeline: { value: '{}', type: 'dictionary' }, other: {} }, 'merge'))
  await transact(scope, (tx) => writeConfigs(tx, 't', { Pipeline: { value: 'x' } }, 'all'))
  expect(await db.selectFrom('task_config').select(['name', 'value', 'type']).execute()).toEqual([
    { name: 'Pipeline', value: 'x', type: null },
  ])

  expect(
    await transact(scope, (tx) =>
      writeArtifacts(
        tx,
        't',
        [
          { key: ' a ', uri: 'u', content_size: 3 },
          { key: 'a', mode: 'input' },
        ],
        'attempt',
      ),
    ),
  ).toBe(2)
  expect(await transact(scope, (tx) => writeArtifacts(tx, 't', [{ key: 'a', uri: 'v', hash: 'h' }], null))).toBe(1)
  expect(await db.selectFrom('task_artifact').select(['key', 'mode', 'uri', 'hash', 'attempt']).orderBy('mode').execute()).toEqual([
    { key: 'a', mode: 'input', uri: '', hash: '', attempt: 'attempt' },
    { key: 'a', mode: 'output', uri: 'v', hash: 'h', attempt: null },
  ])
  await expect(transact(scope, (tx) => writeArtifacts(tx, 't', [{ key: ' ' }], null))).rejects.toMatchObject({ code: 'artifact_invalid' })
  await expect(transact(scope, (tx) => writeParams(tx, 't', [{ section: '', name: 'x' }], 'merge'))).rejects.toMatchObject({
    code: 'invalid_request',
  })
})
