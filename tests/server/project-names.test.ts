import { Task } from '@clearway/sdk'
import { test as serverTest } from '@clearway/testkit/server-test'
import fc from 'fast-check'
import { expect } from 'vitest'

const test = serverTest.extend(
  'found',
  { scope: 'file' },
  ({ api }) =>
    async (name: string): Promise<readonly (string | undefined)[]> =>
      (await api.projects.get_all({ name: exactly(name), search_hidden: true })).projects.map((project) => project.id),
)

/** Escapes a name like Python's `re.escape`, between anchors, as ClearML's SDK does to find a project. */
const exactly = (name: string): string => `^${name.replaceAll(/[^\p{L}\p{N}_]/gu, String.raw`\$&`)}$`

test.for([
  ['/leading', 'leading'],
  ['trailing/', 'trailing'],
  ['double//inner', 'double/inner'],
  ['  outer blanks ', 'outer blanks'],
  [' both // of / them / ', 'both/of/them'],
  ['mine/.datasets/d1', 'mine/.datasets/d1'],
  ['a/b', 'a/b'],
] as const)('a project made as %j is stored as %j and found by either name', async ([given, stored], { api, found }) => {
  const { id } = await api.projects.create({ name: given })
  expect((await api.projects.get_by_id({ project: id })).project.name).toBe(stored)
  expect([await found(given), await found(stored)]).toEqual([[id], [id]])
  await expect(api.projects.create({ name: given })).rejects.toMatchObject({ code: 'name_taken' })
})

test('a project is found by any name that it was created with', async ({ api, found }) => {
  const name = fc
    .array(fc.constantFrom('/', ' ', 'a', 'é', '.', '\\', '*', '日', '-'), { minLength: 1, maxLength: 12 })
    .map((parts) => parts.join(''))
  await fc.assert(
    fc.asyncProperty(name, async (given) => {
      const id = await api.projects.create({ name: given }).then(
        (made) => made.id,
        () => undefined,
      )
      if (id !== undefined) expect(await found(given)).toEqual([id])
    }),
    { numRuns: 30 },
  )
})

test('a project’s name is the same in a clone, in a filter of tasks, and in our own SDK', async ({ world, api }) => {
  const connection = { url: world.url, credentials: world.connection }
  const first = await Task.create({ projectName: ' sdk//twice/', taskName: 'one', connection })
  const second = await Task.create({ projectName: 'sdk/twice', taskName: 'two', connection })
  expect(first.document.project).toBe(second.document.project)
  const { id } = await api.tasks.clone({ task: first.id, new_project_name: '/sdk/ twice' })
  expect((await api.tasks.get_by_id({ task: id })).task.project).toBe(first.document.project)
  const { tasks } = await api.tasks.get_all({ _all_: { fields: ['project.name'], pattern: exactly('sdk//twice') } })
  expect(tasks).toHaveLength(3)
})
