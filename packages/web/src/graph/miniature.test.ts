import { expect, test } from 'vitest'
import { isCutOff, miniatureOf, seenPart, viewAround } from './miniature.ts'

const bounds = { left: -100, right: 1900, top: -500, bottom: 500 }
const most = { width: 200, height: 120 }
const size = { width: 400, height: 300 }

test('a graph is made small as a whole, and one that is a line is stretched', () => {
  expect(miniatureOf(bounds, most)).toMatchObject({ width: 200, height: 100, scale: { x: 0.1, y: 0.1 } })
  expect(miniatureOf({ left: 0, right: 240, top: 0, bottom: 24_000 }, most)).toMatchObject({
    width: 36,
    height: 120,
    scale: { x: 0.15, y: 0.005 },
  })
})

test('a point of the miniature comes to the middle of the view, at the same zoom', () => {
  const miniature = miniatureOf(bounds, most)
  const view = viewAround(miniature, { x: 50, y: 20 }, { zoom: 0.5, ...size })
  expect(view).toEqual({ zoom: 0.5, x: 0, y: 300 })
  expect(seenPart(miniature, view, size)).toEqual({ x: 10, y: 0, width: 80, height: 50 })
})

test('what is seen ends where the graph does, and nothing is seen beside it', () => {
  const miniature = miniatureOf(bounds, most)
  expect(seenPart(miniature, { zoom: 1, x: -1700, y: 0 }, size)).toEqual({ x: 180, y: 50, width: 20, height: 30 })
  expect(seenPart(miniature, { zoom: 1, x: 9000, y: 0 }, size)).toMatchObject({ x: 0, width: 0 })
})

test('a graph is cut off where the view does not hold all of it', () => {
  expect(isCutOff(bounds, { zoom: 0.1, x: 10, y: 50 }, size)).toBe(false)
  expect(isCutOff(bounds, { zoom: 0.1, x: 10, y: 40 }, size)).toBe(true)
  expect(isCutOff(bounds, { zoom: 1, x: 100, y: 500 }, size)).toBe(true)
})
