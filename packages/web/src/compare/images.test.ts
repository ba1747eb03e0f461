import { expect, test } from 'vitest'
import { imageRowsOf, iterationsOf } from './images.ts'

test('images of one iteration stand beside each other', () => {
  const event = (variant: string, url: string) => ({ metric: 'm', variant, url })
  const tasks = [
    { task: 'a', iterations: [{ iter: 2, events: [event('x', 'a2x'), event('y', 'a2y')] }] },
    {
      task: 'b',
      iterations: [
        { iter: 3, events: [event('x', 'b3x')] },
        { iter: 2, events: [event('x', 'b2x')] },
      ],
    },
  ]
  expect(iterationsOf(tasks)).toEqual([3, 2])
  expect(imageRowsOf(tasks, ['b', 'a'], 2)).toEqual([
    { name: 'm x', urls: ['b2x', 'a2x'] },
    { name: 'm y', urls: [undefined, 'a2y'] },
  ])
  expect(imageRowsOf(tasks, ['b', 'a'], 9)).toEqual([])
})
