import { expect, test } from 'vitest'
import { defineStep } from '../definition.ts'
import type { Json } from '../json.ts'
import { expandStep } from './expand-step.ts'

const expanded = (list: Json) =>
  expandStep(defineStep({ name: 'each', baseTask: 'b', mapOver: '${pipeline.list}' }), {
    parameters: { list },
    hasStep: () => false,
    stepNames: () => [],
    task: () => undefined,
  }).map(({ name, parameters }) => [name, parameters['General/item']])

test.each([[['a', 2]], ['["a", 2]']])('a mapped step becomes a step for each element of %j', (list) => {
  expect(expanded(list)).toEqual([
    ['each-1', 'a'],
    ['each-2', '2'],
  ])
})

test.each(['a,b', '', '{"a": 1}', 7])('what is no list is refused as such: %j', (list) => {
  expect(() => expanded(list)).toThrow("Step 'each' is mapped over ${pipeline.list}, which is no list but ")
})
