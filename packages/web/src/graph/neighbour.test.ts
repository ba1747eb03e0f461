import { expect, test } from 'vitest'
import { neighbour } from './neighbour.ts'
import { placeSteps } from './place-steps.ts'

test('arrow keys lead along edges and within a column, and nowhere else', () => {
  const names = ['load', 'a', 'b', 'end']
  const placement = placeSteps([
    { name: 'load', parents: [] },
    { name: 'a', parents: ['load'] },
    { name: 'b', parents: ['load'] },
    { name: 'end', parents: ['a', 'b'] },
  ])
  const to = (name: string, arrow: Parameters<typeof neighbour>[2]): string =>
    names[neighbour(placement, names.indexOf(name), arrow) ?? -1] ?? 'none'
  expect(to('a', 'ArrowLeft')).toBe('load')
  expect(to('b', 'ArrowRight')).toBe('end')
  expect(['a', 'b']).toContain(to('load', 'ArrowRight'))
  expect([to('a', 'ArrowDown'), to('a', 'ArrowUp')].toSorted()).toEqual(['b', 'none'])
  expect(to('load', 'ArrowLeft')).toBe('none')
})
