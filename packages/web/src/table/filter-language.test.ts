import { taskStatuses, taskTypes } from '@clearway/contract/status'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { comparisons, isNumber, parseFilter, printFilter, type Term } from './filter-language.ts'

const words = fc.string({ minLength: 1, unit: fc.constantFrom('a', 'lr', ' ', '.', '/', '-', '<', '>', '=', ':', '9', 'é') })
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map(String)
const term: fc.Arbitrary<Term> = fc.oneof(
  fc.record({ status: fc.constantFrom(...taskStatuses) }),
  fc.record({ type: fc.constantFrom(...taskTypes) }),
  fc.record({ tag: words }),
  fc.record({ user: words }),
  fc.constant({ changed: 'today' as const }),
  fc.record({ name: words, by: fc.constantFrom(...comparisons), value: number }),
  fc.record({ name: words, by: fc.constant('=' as const), value: fc.oneof(words, fc.constant('1..2')) }),
  fc.record({ name: words, from: number, to: fc.oneof(number, fc.constant('')) }),
  fc.record({ text: fc.constantFrom('iris', '-x', '"two words"', 'status:lost', 'a:b', 'http://x/y', '-"a b"', 'a>b') }),
)

test('terms that are printed are read as they were', () => {
  fc.assert(
    fc.property(fc.array(term), (terms) => {
      expect(parseFilter(printFilter(terms))).toEqual(terms)
    }),
  )
})

test('whatever is typed is read, and printing it says the same', () => {
  const typed = fc.string({
    unit: fc.constantFrom('a', '"', ' ', '>', '=', '<', ':', 'tag:', 'status:failed', '1', '-', '1..2', '..', '>='),
  })
  fc.assert(
    fc.property(fc.oneof(typed, fc.string()), (text) => {
      const terms = parseFilter(text)
      expect(parseFilter(printFilter(terms))).toEqual(terms)
      for (const one of terms) if ('from' in one) expect([one.from, one.to].filter((bound) => bound !== '').every(isNumber)).toBe(true)
      for (const one of terms) if ('by' in one && one.by !== '=') expect(isNumber(one.value)).toBe(true)
    }),
  )
})

test('what people type', () => {
  expect(parseFilter('iris status:Running tag:"my tag" acc>0.9 lr<=1e-2 "a status:failed b"')).toEqual([
    { text: 'iris' },
    { status: 'in_progress' },
    { tag: 'my tag' },
    { name: 'acc', by: '>', value: '0.9' },
    { name: 'lr', by: '<=', value: '1e-2' },
    { text: '"a status:failed b"' },
  ])
  expect(parseFilter('lr < 0.01 epochs>= 10 Args/lr =0.1 iris "my lr" <=1')).toEqual([
    { name: 'lr', by: '<', value: '0.01' },
    { name: 'epochs', by: '>=', value: '10' },
    { name: 'Args/lr', by: '=', value: '0.1' },
    { text: 'iris' },
    { name: 'my lr', by: '<=', value: '1' },
  ])
  expect(parseFilter('lr 0.001..0.1 "my lr"=..-1e-3 acc=.5.. a="1..2" b=x..y 1..2')).toEqual([
    { name: 'lr', from: '0.001', to: '0.1' },
    { name: 'my lr', from: '', to: '-1e-3' },
    { name: 'acc', from: '.5', to: '' },
    { name: 'a', by: '=', value: '1..2' },
    { name: 'b', by: '=', value: 'x..y' },
    { text: '1..2' },
  ])
  expect(parseFilter('a > b - > 1 = =2 x= tag:y')).toEqual([
    { text: 'a' },
    { text: '>' },
    { text: 'b' },
    { name: '-', by: '>', value: '1' },
    { text: '=' },
    { text: '=2' },
    { text: 'x=' },
    { tag: 'y' },
  ])
})
