import { database } from '@clearway/testkit'
import { expect, test } from 'vitest'
import { counting } from '../../../test/counting.ts'
import { openTestDatabase } from '../../../test/database.ts'
import { addModel } from '../../../test/rows.ts'
import { checkUses } from './model-uses.ts'

test('all models of a request are checked by one statement, and the first that is not there is named', async () => {
  await using target = await openTestDatabase(database)
  const ids = Array.from({ length: 30 }, (_, index) => `m${index}`)
  for (const id of ids) await addModel(target, { id, ...(id === 'm7' ? { company: '' } : {}) })
  const { scope: reader, statements } = counting(target)
  const usesOf = (models: readonly string[]) => models.map((model) => ({ name: model, model }))
  await checkUses(reader, usesOf([...ids, ...ids]))
  expect(statements()).toBe(1)
  await expect(checkUses(reader, usesOf(['m1', 'gone', 'm2', 'away']))).rejects.toMatchObject({
    code: 'model_not_found',
    details: { model: 'gone' },
  })
  await checkUses(reader, [])
})
