import { expect, test } from 'vitest'
import { placedLines } from './lines-of.ts'

test('each line of a message has an address of its own', () => {
  expect(placedLines('one\r\ntwo\n', 812)).toEqual([
    { text: 'one', place: '812' },
    { text: 'two', place: '812.1' },
  ])
})
