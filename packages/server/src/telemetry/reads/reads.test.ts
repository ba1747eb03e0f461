import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lastOfEach } from '../stores/last-of-each.ts'
import { nextIterations } from './sample-pages.ts'
import { bucketWidth } from './histogram.ts'
import { latestIterations } from './plots.ts'
import { uniteAttempts } from './points.ts'
import { type Place, step } from './sample-steps.ts'

test('the union of attempts has every iteration once, in order, from the latest attempt that has it', () => {
  const attempts = fc.array(fc.uniqueArray(fc.integer({ min: 0, max: 9 })), { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(attempts, fc.constantFrom('asc' as const, 'desc' as const), (all, order) => {
      const sorted = all.map((iters, attempt) =>
        iters.toSorted((a, b) => (order === 'asc' ? a - b : b - a)).map((iter) => ({ iter, attempt })),
      )
      const union = uniteAttempts(sorted, order)
      const iters = union.map(({ iter }) => iter)
      expect(iters).toEqual([...new Set(all.flat())].toSorted((a, b) => (order === 'asc' ? a - b : b - a)))
      for (const { iter, attempt } of union) expect(attempt).toBe(all.findIndex((own) => own.includes(iter)))
    }),
  )
})

test('no more buckets than samples cover the axis, wherever it begins', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1e6, max: 1e6 }), fc.nat(1e7), fc.integer({ min: 1, max: 6000 }), (low, length, samples) => {
      const high = low + length
      const width = bucketWidth({ low, high }, samples)
      expect(Math.floor(high / width) - Math.floor(low / width) + 1).toBeLessThanOrEqual(Math.max(2, samples))
    }),
  )
})

test('paging through iterations shows each once, the latest first, and back again', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 50 }), { minLength: 1 }), fc.integer({ min: 1, max: 5 }), (all, iters) => {
      const seen: number[] = []
      let shown: readonly [number, number] | undefined
      for (;;) {
        const page = nextIterations(all, shown, { iters, navigateEarlier: true })
        if (page.length === 0) break
        seen.push(...page)
        const above = all.filter((iter) => iter > page[0]!).length
        expect(nextIterations(all, [page.at(-1)!, page[0]!], { iters, navigateEarlier: false })).toHaveLength(Math.min(iters, above))
        shown = [page.at(-1)!, page[0]!]
      }
      expect(seen).toEqual(all.toSorted((a, b) => b - a))
    }),
  )
})

test('the latest iterations are counted for each metric and variant by itself', () => {
  const refs = [
    ['a', 1],
    ['a', 1],
    ['a', 2],
    ['a', 3],
    ['b', 0],
  ].map(([variant, iter]) => ({ metric: 'm', variant: variant as string, iter: iter as number }))
  expect(latestIterations(refs, 2).map(({ variant, iter }) => [variant, iter])).toEqual([
    ['a', 2],
    ['a', 3],
    ['b', 0],
  ])
})

test('of equal values the index of the last one is returned', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(5)), (values) => {
      expect(lastOfEach(values)).toEqual(values.flatMap((value, index) => (values.lastIndexOf(value) === index ? [index] : [])))
    }),
  )
})

test('stepping back from the last sample visits every one once, and stepping forward visits them in the reverse order', () => {
  const place = fc.record({
    iter: fc.integer({ min: 0, max: 3 }),
    metric: fc.constantFrom('m', 'n'),
    variant: fc.constantFrom('a', 'b'),
    key: fc.constant(''),
  })
  const places = fc.uniqueArray(place, { minLength: 1, selector: (one) => JSON.stringify(one) })
  fc.assert(
    fc.property(places, (all) => {
      const walk = (from: Place, earlier: boolean, iteration: boolean) => {
        const seen = [from]
        for (let at = step(all, from, { earlier, iteration }); at !== undefined; at = step(all, at, { earlier, iteration })) seen.push(at)
        return seen
      }
      const beyond = { iter: 9, metric: '', variant: '', key: '' }
      const [, ...back] = walk(beyond, true, false)
      expect(back.toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)))).toEqual(
        all.toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b))),
      )
      expect(walk(back.at(-1)!, false, false)).toEqual(back.toReversed())
      const [, ...iterations] = walk(beyond, true, true)
      expect(iterations.map(({ iter }) => iter)).toEqual([...new Set(all.map(({ iter }) => iter))].toSorted((a, b) => b - a))
    }),
  )
})
