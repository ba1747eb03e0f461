import { expect, test } from 'vitest'
import { placedLines } from './lines-of.ts'

test('each line of a message has an address of its own', () => {
  expect(placedLines('one\r\ntwo\n', 812)).toEqual([
    { text: 'one', place: 'L812' },
    { text: 'two', place: 'L812.1' },
  ])
})
