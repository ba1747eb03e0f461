import { expect, test } from 'vitest'
import { fleetOf } from './fleet.ts'

test('slots are grouped by their queues, the busy ones first, without light lanes and silent workers', () => {
  const queue = (name: string) => ({ id: name, name })
  const workers = [
    { id: 'a:0', lane: 'step' as const, queues: [queue('gpu')] },
    { id: 'a:1', lane: 'step' as const, queues: [queue('gpu')], task: { id: 't' } },
    { id: 'a:light', lane: 'light' as const, queues: [queue('gpu')], tasks: [{ id: 'c' }] },
    { id: 'b', queues: ['default'], tasks: [{ id: 'd' }] },
    { id: 'c' },
    { id: 'd', alive: false, queues: [queue('gpu')] },
  ]
  expect(fleetOf(workers)).toEqual([
    { name: 'default', queues: [queue('default')], slots: [true] },
    { name: 'gpu', queues: [queue('gpu')], slots: [true, false] },
    { name: 'no queue', queues: [], slots: [false] },
  ])
})
