import { expect, test } from 'vitest'
import { PairedAnswers } from './paired-answers.ts'

const a1 = 'a'.repeat(31) + '1'
const a2 = 'a'.repeat(31) + '2'
const b1 = 'b'.repeat(31) + '1'
const b2 = 'b'.repeat(31) + '2'

test('ids at the same place are one thing from then on, and in the next call', () => {
  const pairs = new PairedAnswers()
  pairs.compare(
    'create',
    { id: a1, at: '2026-01-01T10:00:00.100+00:00', token: 'x' },
    { id: b1, at: '2026-01-01T10:00:00.900+00:00', token: 'y' },
  )
  pairs.compare('list', { [a1]: [{ uri: `http://files/p.${a1}/f` }] }, { [b1]: [{ uri: `http://files/p.${b1}/f` }] })
  expect(pairs.differences).toEqual([])
  expect(pairs.translateAll({ task: a1, names: [`of ${a1}`, 'x'], n: 1 })).toEqual({ task: b1, names: [`of ${b1}`, 'y'], n: 1 })
})

test('anything else that differs is reported with its place', () => {
  const pairs = new PairedAnswers()
  pairs.compare('c', { ids: [a1, a2] }, { ids: [b1, b2] })
  pairs.compare(
    'c',
    { ids: [a1, a2], n: 1, t: 'x', more: true, at: '2026-01-01T10:00:00Z' },
    { ids: [b2, b1], n: 2, t: 'y', at: '2026-01-02T10:00:00Z' },
  )
  pairs.compare('c', { ids: [a1] }, { ids: [] })
  expect(pairs.differences.map(({ at }) => at)).toEqual(['c.ids[0]', 'c.ids[1]', 'c.n', 'c.t', 'c.more', 'c.at', 'c.ids'])
})
