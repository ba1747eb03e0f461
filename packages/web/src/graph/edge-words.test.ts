import { expect, test } from 'vitest'
import { edgeWords, parentWords } from './edge-words.ts'

const steps = [{ name: 'load' }, { name: 'fit' }]

test('an edge says what is taken, or that a step only comes after', () => {
  expect(edgeWords(steps, { from: 0, to: 1, taken: ['rows', 'Args/lr'] })).toBe('fit takes rows, Args/lr from load')
  expect(edgeWords(steps, { from: 0, to: 1, taken: [] })).toBe('fit comes after load')
})

test('many names and many parents are counted', () => {
  expect(edgeWords(steps, { from: 0, to: 1, taken: ['a', 'b', 'c', 'd', 'e', 'f'] })).toBe('fit takes a, b, c, d and 2 more from load')
  const edges = Array.from({ length: 7 }, () => ({ from: 0, taken: [] }))
  expect(parentWords(steps, edges.slice(1))).toHaveLength(6)
  expect(parentWords(steps, edges)).toEqual([...Array<string>(5).fill('after load'), '2 more'])
  expect(parentWords(steps, [{ from: 0, taken: ['rows'] }])).toEqual(['rows from load'])
})

test('an edge of a bundle says what all of them do', () => {
  const bundle = { sources: 50, targets: 3 }
  expect(edgeWords(steps, { from: 0, to: 1, taken: ['rows'], bundle })).toBe('fit and 2 more each take rows from load and 49 more')
  expect(edgeWords(steps, { from: 0, to: 1, taken: [], bundle })).toBe('fit and 2 more each come after load and 49 more')
})
