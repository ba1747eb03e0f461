import { test } from '@clearway/testkit/server-test'
import { expect } from 'vitest'
import { inProject } from './find-project.ts'
import { findQueueId } from './find-queue.ts'
import { findUser } from './find-user.ts'

/** More than the server gives on one page. */
const many = Array.from({ length: 501 }, (_, at) => String(at).padStart(4, '0'))

test('of more queues than a page holds, each is found by the beginning of its id', async ({ api }) => {
  const ids = await Promise.all(many.map(async (digits) => (await api.queues.create({ name: `q${digits}` })).id))
  const inOrder = ids.toSorted()
  for (const id of [inOrder[0]!, inOrder.at(-1)!]) expect(await findQueueId(api, id.slice(0, 31))).toBe(id)
})

test('of more users than a page holds, each is found by the beginning of the id', async ({ api }) => {
  const { user } = await api.users.get_current_user({})
  await Promise.all(many.map((digits) => api.users.create({ id: `${digits}abcdef`, company: user.company.id, name: `user ${digits}` })))
  for (const digits of [many[0]!, many.at(-1)!])
    expect(await findUser(api, `${digits}ab`)).toEqual({ id: `${digits}abcdef`, name: `user ${digits}` })
})

test('a list of a project with more projects below it than a page holds has the tasks of all of them', async ({ api }) => {
  await Promise.all(many.map((digits) => api.projects.create({ name: `wide/${digits}` })))
  const { projects } = await api.projects.get_all({ name: '^wide/(0000|0500)$' })
  const tasks = await Promise.all(
    projects.map(async ({ id }) => (await api.tasks.create({ name: 'some task', type: 'training', project: id })).id),
  )
  await api.tasks.create({ name: 'outside', type: 'training' })
  const inWide = await inProject(api, 'wide')
  expect((await api.tasks.get_all({ ...inWide, only_fields: ['id'] })).tasks.map(({ id }) => id).toSorted()).toEqual(tasks.toSorted())
  await expect(inProject(api, 'wid')).rejects.toMatchObject({ code: 'not_found' })
})
