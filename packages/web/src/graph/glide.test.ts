import { expect, test } from 'vitest'
import { between } from './glide.ts'

test('the way from one view to another begins at one, slows down, and ends exactly at the other', () => {
  const [from, to] = [
    { x: 0, y: 10, zoom: 0.3 },
    { x: 100, y: -10, zoom: 1.1 },
  ]
  expect(between(from, to, 0)).toEqual(from)
  expect(between(from, to, 1)).toBe(to)
  expect(between(from, to, 0.5).x).toBeGreaterThan(50)
})
