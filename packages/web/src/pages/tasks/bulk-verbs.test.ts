import { taskStatuses } from '@clearway/contract/status'
import { expect, test } from 'vitest'
import { bulkVerbs, planOf, questionOf, refusedText } from './bulk-verbs.ts'

const facts = { name: 'fit', isController: false }
const tasks = taskStatuses.map((status) => ({ ...facts, id: status, status, isArchived: status === 'failed' }))

test('each verb is planned for the tasks that allow it', () => {
  expect(Object.fromEntries(bulkVerbs.map((verb) => [verb, planOf(verb, tasks).ids.join(' ')]))).toEqual({
    enqueue: 'created stopped failed',
    abort: 'queued in_progress',
    reset: 'queued in_progress stopped closed failed completed',
    archive: 'created queued in_progress stopped closed completed publishing published',
    unarchive: 'failed',
    tag: taskStatuses.join(' '),
    publish: 'stopped closed failed completed publishing',
    delete: 'created failed',
  })
  for (const verb of bulkVerbs) {
    const { ids, refused } = planOf(verb, tasks)
    expect(refused.reduce((sum, { count }) => sum + count, ids.length)).toBe(tasks.length)
  }
})

test('what is refused is said with its reasons', () => {
  const of = (...statuses: (typeof taskStatuses)[number][]) =>
    refusedText(
      planOf(
        'abort',
        statuses.map((status, index) => ({ ...facts, id: String(index), status, isArchived: false })),
      ),
    )
  expect(of('in_progress')).toBe('')
  expect(of('in_progress', 'completed', 'completed')).toBe('2 cannot: already completed')
  expect(of('completed', 'completed', 'created')).toBe('3 cannot: 2 already completed, 1 drafts')
})

test('what ends or is deleted is asked for, with how many have not ended', () => {
  const asked = (verb: (typeof bulkVerbs)[number]) => questionOf(verb, planOf(verb, tasks), tasks)
  expect(asked('reset')).toBe(
    'Reset 6 tasks? This deletes their logs, metrics, artifacts and output models. This ends 2 that have not ended.',
  )
  expect(asked('archive')).toBe('Archive 8 tasks? This ends 2 that have not ended.')
  expect(asked('unarchive')).toBeUndefined()
  expect(asked('delete')).toMatch(/^Delete 2 tasks\?/)
})
