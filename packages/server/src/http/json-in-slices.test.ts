import { setImmediate } from 'node:timers'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isLight, jsonInSlices } from './json-in-slices.ts'

test('any value is written as JSON.stringify writes it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), async (value) => {
      expect((await jsonInSlices(value)).toString()).toBe(JSON.stringify(value))
    }),
  )
})

const mega = 1024 * 1024
test.each<[name: string, value: unknown]>([
  ['a long text', 'x"\n'.repeat(mega)],
  ['a text whose surrogate pairs lie across the slices', `a${'😀'.repeat(mega)}`],
  ['a text with halves of surrogate pairs', 'a\uD83D'.repeat(mega)],
  [
    'many long items, none, and what JSON leaves out',
    { list: Array.from({ length: 20 }, () => ({ a: 'é'.repeat(mega / 4), b: undefined, c: [] })), d: undefined, e: {} },
  ],
  ['what writes itself', { at: new Date(0), texts: Array(3).fill('x'.repeat(100_000)), none: [undefined, 'y'.repeat(100_000)] }],
  ['many keys', Object.fromEntries(Array.from({ length: 100_000 }, (_, n) => [`key ${n}`, n]))],
])('%s is the JSON that it is at once, and others have their turn meanwhile', async (_, value) => {
  expect(isLight(value)).toBe(false)
  let turns = 0
  let isOver = false
  const turn = (): void => {
    turns += 1
    if (!isOver) setImmediate(turn)
  }
  setImmediate(turn)
  const bytes = await jsonInSlices(value)
  isOver = true
  const expected = JSON.stringify(value)
  expect(bytes.toString() === expected).toBe(true)
  expect(turns).toBeGreaterThanOrEqual(Math.floor(expected.length / (4 * mega)))
})

test('an answer beyond the limit is refused by name', async () => {
  await expect(jsonInSlices(['x'.repeat(2 * mega)], mega)).rejects.toMatchObject({ code: 'answer_too_large', details: { most: mega } })
})
