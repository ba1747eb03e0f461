import { test } from '@clearway/testkit/server-test'
import { expect } from 'vitest'
import { aQueue, aTask, statusOf, waitingIn } from './queued-tasks.ts'

const unknown = '0123456789abcdef0123456789abcdef'
const ids = (answer: { readonly succeeded: readonly { readonly id: string }[] }) => answer.succeeded.map(({ id }) => id)

test('an action on many tasks answers for each whether it succeeded, and what is refused for one leaves the others unaffected', async ({
  api,
}) => {
  const queue = await aQueue(api)
  const [first, second, third] = [await aTask(api), await aTask(api), await aTask(api)]
  const queued = await api.tasks.enqueue_many({ ids: [third, unknown, first, second], queue, verify_watched_queue: true })
  expect(queued).toMatchObject({
    succeeded: [third, first, second].map((id) => ({ id, queued: true, updated: 1, fields: { status: 'queued' } })),
    failed: [{ id: unknown, error: { codes: [400, 101], data: { code: 'task_not_found', task: unknown } } }],
    queue_watched: false,
  })
  expect(await waitingIn(api, queue)).toEqual([third, first, second])

  const dequeued = await api.tasks.dequeue_many({ ids: [first, unknown] })
  expect(dequeued).toMatchObject({ succeeded: [{ id: first, dequeued: true, updated: 1, fields: { status: 'created' } }] })
  expect(ids(await api.tasks.stop_many({ ids: [second, third], status_reason: 'enough' }))).toEqual([second, third])
  expect(await statusOf(api, second)).toBe('stopped')
  const stopped = await api.tasks.stop_many({ ids: [first, third] })
  expect(stopped).toMatchObject({ succeeded: [{ id: third }], failed: [{ id: first, error: { data: { code: 'invalid_transition' } } }] })

  expect(ids(await api.tasks.publish_many({ ids: [first, second] }))).toEqual([second])
  const reset = await api.tasks.reset_many({ ids: [second, third], return_file_urls: true })
  expect(reset).toMatchObject({
    succeeded: [{ id: third, dequeued: false, updated: 1, fields: { status: 'created' }, deleted_models: 0, urls: { artifact_urls: [] } }],
    failed: [{ id: second, error: { codes: [400, 110], data: { code: 'task_published' } } }],
  })
  const deleted = await api.tasks.delete_many({ ids: [first, second, first, third] })
  expect(ids(deleted)).toEqual([first, third])
  expect(deleted.failed).toMatchObject([{ id: second, error: { codes: [400, 123] } }])
})

test('a controller is archived with its steps if that is asked for', async ({ api }) => {
  const controller = await aTask(api, 'controller')
  const step = await aTask(api, 'training', { parent: controller })
  const tagsOf = async () =>
    (await api.tasks.get_all({ id: [controller, step], order_by: ['created'] })).tasks.map((task) => task.system_tags)
  expect(await api.tasks.archive_many({ ids: [controller] })).toEqual({ succeeded: [{ id: controller, archived: true }], failed: [] })
  expect(await tagsOf()).toEqual([['archived'], []])
  await api.tasks.archive_many({ ids: [controller], include_pipeline_steps: true })
  expect(await tagsOf()).toEqual([['archived'], ['archived']])
  const restored = await api.tasks.unarchive_many({ ids: [controller, unknown], include_pipeline_steps: true })
  expect(restored).toMatchObject({ succeeded: [{ id: controller, unarchived: true }], failed: [{ id: unknown }] })
  expect(await tagsOf()).toEqual([[], []])
})
