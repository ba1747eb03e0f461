import { database } from '@clearway/testkit'
import { expect, test } from 'vitest'
import { migrate } from '../connection/migrate.ts'
import { connectTo } from '../../../test/database.ts'
import { migrations } from './index.ts'

test('artifacts and models of an older version name their files as new ones do', async () => {
  await using fresh = await database.fresh()
  const db = connectTo(fresh)
  try {
    await migrate(db, Object.fromEntries(Object.entries(migrations).filter(([name]) => name < '0006')))
    const document = { type_data: '{}', display_data: '[]' }
    const artifact = {
      company: 'c',
      mode: 'output',
      type: 'custom',
      content_size: 1,
      hash: '',
      timestamp: 1,
      attempt: null,
      ...document,
    } as const
    const uris = Array.from({ length: 1100 }, (_, at) => (at % 2 === 0 ? `http://any.host/files/p%20q/${at}` : `s3://bucket/${at}`))
    for (let from = 0; from < uris.length; from += 100)
      await db
        .insertInto('task_artifact')
        // Without the column that a later migration adds.
        .values(uris.slice(from, from + 100).map((uri) => ({ ...artifact, task: 't', key: uri, uri })) as never)
        .execute()
    const times = { created: 1, last_update: 1, last_change: 1, last_iteration: 0, rev: 1 }
    const model = {
      company: 'c',
      user: 'u',
      project: null,
      task: null,
      parent: null,
      name: 'm',
      comment: '',
      framework: '',
      ready: 0,
    } as const
    const documents = { design: '{}', labels: '{}', metadata: '{}' }
    await db
      .insertInto('model')
      .values({ ...model, ...times, ...documents, id: 'm', uri: 'http://any.host:8081/m' } as never)
      .execute()
    await migrate(db, migrations)
    const rows = await db.selectFrom('task_artifact').select(['uri', 'file']).execute()
    expect(new Map(rows.map(({ uri, file }) => [uri, file]))).toEqual(
      new Map(uris.map((uri) => [uri, uri.startsWith('http') ? uri.replace('http://any.host/files/p%20q', 'p q') : null])),
    )
    expect((await db.selectFrom('model').select('file').executeTakeFirst())?.file).toBe('m')
  } finally {
    await db.destroy()
  }
})
