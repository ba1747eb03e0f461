import { expect, test } from 'vitest'
import { readOnce } from './read-once.ts'

test('calls share one read of an id, and a read that failed is made again', async () => {
  const reads: string[] = []
  const read = readOnce(async (id) => {
    reads.push(id)
    if (reads.length === 1) throw new Error('no answer')
    return id.toUpperCase()
  })
  await expect(read('a')).rejects.toThrow('no answer')
  expect(await Promise.all([read('a'), read('a'), read('b')])).toEqual(['A', 'A', 'B'])
  expect(reads).toEqual(['a', 'a', 'b'])
})
