import { database } from '@clearway/testkit'
import { expect, test } from 'vitest'
import { openTestDatabase } from '../../test/database.ts'
import { addTask } from '../../test/rows.ts'
import { paramValues } from './facet-values.ts'

test('all values of a parameter are found, few of them and more than are found by walking', async () => {
  await using opened = await openTestDatabase(database)
  await addTask(opened, { id: 'the task' })
  const add = async (name: string, values: readonly string[]) => {
    const rows = values.map((value, n) => ({ task: `${name} ${n}`, company: 'acme', section: 'Args', name, value, num: null, type: null }))
    for (let from = 0; from < rows.length; from += 500)
      await opened.db
        .insertInto('task_param')
        .values(rows.slice(from, from + 500).map((row) => ({ ...row, description: null })))
        .execute()
  }
  await add('few', ['b', 'a', 'b', '', 'é'])
  await add(
    'many',
    Array.from({ length: 2500 }, (_, n) => `value ${n % 2100}`),
  )
  const found = (name: string) => paramValues(opened.scope, {}, { section: 'Args', name, page_size: 3 })
  expect(await found('few')).toEqual({ values: ['', 'a', 'b'], total: 4 })
  expect(await found('many')).toEqual({ values: ['value 0', 'value 1', 'value 10'], total: 2100 })
  expect(await found('none')).toEqual({ values: [], total: 0 })
})
