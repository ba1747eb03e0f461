import { expect, test } from 'vitest'
import { tableOf, undrawable } from './table-of.ts'

const figure = (...data: readonly unknown[]) => ({ data, layout: {} })

test('a figure that is a table becomes rows, whatever it holds', () => {
  const cells = {
    values: [
      ['a', null],
      [1, 2.5, '<b>x</b>'],
    ],
  }
  expect(tableOf(figure({ type: 'table', header: { values: ['<b>name</b>', ['n', 'unit']] }, cells }))).toEqual([
    ['name', 'n unit'],
    ['a', '1'],
    ['', '2.5'],
    ['', 'x'],
  ])
  expect(tableOf(figure({ type: 'table' }))).toEqual([[]])
  expect(tableOf(figure({ type: 'bar' }))).toBeUndefined()
})

test('kinds of traces that the frame cannot draw are named', () => {
  expect(undrawable(figure({ type: 'bar' }, { type: 'scattergl' }, { type: 'surface' }, {}, null))).toEqual([])
  expect(undrawable(figure({ type: 'scattermap' }, { type: 'scattermap' }, { type: 'scattergeo' }))).toEqual(['scattermap', 'scattergeo'])
})
