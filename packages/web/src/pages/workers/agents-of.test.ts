import { expect, test } from 'vitest'
import { agentsOf } from './agents-of.ts'

test('an agent has its slots, then its light lane; a published agent is one of its own, and so is an agent of another user', () => {
  const user = { id: 'ana' }
  const agents = agentsOf([
    { id: 'gpu-1:light', agent: 'gpu-1', lane: 'light', user, drained: true },
    { id: 'gpu-1:0', agent: 'gpu-1', lane: 'step', user, drained: true },
    { id: 'gpu-1:0', agent: 'gpu-1', lane: 'step', user: { id: 'ben' } },
    { id: 'theirs:0', agent: 'theirs:0', user },
  ])
  expect(
    agents.map(({ name, owner, isDrained, isPublished, workers }) => [
      name,
      owner?.id,
      isDrained,
      isPublished,
      workers.map(({ lane }) => lane),
    ]),
  ).toEqual([
    ['gpu-1', 'ana', true, false, ['step', 'light']],
    ['gpu-1', 'ben', false, false, ['step']],
    ['theirs:0', 'ana', false, true, [undefined]],
  ])
})
