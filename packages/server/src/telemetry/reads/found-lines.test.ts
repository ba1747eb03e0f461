import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DistinctTexts } from './distinct-texts.ts'
import { FoundLines } from './found-lines.ts'

const line = (seq: number, text: string) => ({ task: 't', attempt: 1, seq, line: 0, timestamp: 0, level: 'info', text })
const query = { tasks: ['t'], errors: false, limit: 2 }

function usedMegabytes(): number {
  setFlagsFromString('--expose-gc')
  ;(runInNewContext('gc') as () => void)()
  return process.memoryUsage().heapUsed / 1e6
}
/** Words that no two numbers have in common, without a digit. */
const words = (n: number): string => `${n.toString(2).replaceAll('0', 'g').replaceAll('1', 'h')} ${'some words of a line'.repeat(5)}`

test('a hundred thousand different lines take little memory, and the most frequent text is found among them', () => {
  const before = usedMegabytes()
  const all = [
    { ...query, distinct: true, around: 0 },
    { ...query, distinct: true, around: 20 },
    { ...query, distinct: false, around: 0 },
  ].map((one) => new FoundLines(one))
  const count = 100_000
  for (let n = 0; n < count; n += 1) {
    // The lines of a client's message share its memory.
    const [text = ''] = `${words(n)}\n${'x'.repeat(1000)}`.split('\n')
    for (const found of all) found.pass(line(n, n % 1000 === 0 ? `epoch ${n}` : text), true)
  }
  expect(usedMegabytes() - before).toBeLessThan(40)
  const [distinct, around, every] = all.map((found) => found.answer(true))
  expect(distinct).toMatchObject({ total: count, distinct: 20_000, lines: [{ text: 'epoch 0', count: 100 }, { count: 1 }] })
  expect(around?.lines).toMatchObject([{ text: 'epoch 0', after: { length: 20 } }, { before: ['epoch 0'] }])
  expect(every?.lines).toHaveLength(2)
})

test('as long as all texts are held they are counted exactly, the most frequent first', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', 'b', 'c', 'd')), (texts) => {
      const counted = new DistinctTexts<string>(1)
      for (const text of texts) counted.add(text, () => text)
      const groups = Map.groupBy(texts, (text) => text)
      const expected = [...groups].map(([value, of]) => ({ value, count: of.length })).toSorted((a, b) => b.count - a.count)
      expect(counted.mostFrequent(3)).toEqual(expected.slice(0, 3))
      expect(counted.count).toBe(groups.size)
    }),
  )
})
