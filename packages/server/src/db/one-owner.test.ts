import { database } from '@clearway/testkit'
import { expect, test } from 'vitest'
import { oneOwner } from './one-owner.ts'
import { openDatabase } from './open.ts'

test('work that another server is at is left to it, and done again once it has ended, well or not', async () => {
  await using fresh = await database.fresh()
  const settings = { database: fresh.url, data: fresh.folder, readers: 1, readSeconds: 30 }
  await using mine = await openDatabase(settings)
  const done: string[] = []
  const failing = oneOwner(mine, 'work', async () => {
    done.push('mine')
    if (database.name === 'postgres') {
      await using theirs = await openDatabase(settings)
      await oneOwner(theirs, 'work', async () => void done.push('theirs'))
      await oneOwner(theirs, 'other work', async () => void done.push('other'))
    }
    throw new Error('It went wrong.')
  })
  await expect(failing).rejects.toThrow('It went wrong.')
  await oneOwner(mine, 'work', async () => void done.push('again'))
  expect(done).toEqual(database.name === 'postgres' ? ['mine', 'other', 'again'] : ['mine', 'again'])
})
