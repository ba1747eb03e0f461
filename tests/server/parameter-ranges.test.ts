import { test } from '@clearway/testkit/server-test'
import { expect } from 'vitest'

const lr = 'hyperparams.Args.lr'

test('tasks are selected by the number that a parameter spells', async ({ api }) => {
  const { id: project } = await api.projects.create({ name: 'ranges of parameters' })
  for (const [name, value] of [
    ['small', '1e-3'],
    ['middle', '0.05'],
    ['large', '.1'],
    ['huge', '1e999'],
    ['auto', 'auto'],
    ['empty', ''],
  ] as const)
    await api.tasks.create({ name, project, hyperparams: { Args: { lr: { section: 'Args', name: 'lr', value } } } })
  await api.tasks.create({ name: 'none', project })
  const found = async (range: readonly (number | string | null)[], more = {}) => {
    const request = { project: [project], filters: { [lr]: { range: [...range], ...more } } }
    const { tasks } = await api.tasks.get_all_ex({ ...request, order_by: [lr] })
    expect((await api.tasks.count(request)).total).toBe(tasks.length)
    return tasks.map(({ name }) => name)
  }
  expect(await found([0.001, 0.05])).toEqual(['small', 'middle'])
  expect(await found([null, 0.05])).toEqual(['small', 'middle'])
  expect(await found(['0.05', null])).toEqual(['middle', 'large'])
  expect(await found([null, 1e300])).toEqual(['small', 'middle', 'large'])
  expect(await found([1, null])).toEqual([])
  expect(await found([0.05, null], { any: { include: ['auto'] }, op: 'or' })).toEqual(['middle', 'large', 'auto'])
})

test('a range that cannot be is refused with what to send instead', async ({ api }) => {
  for (const [range, message] of [
    [[null, null], /give a min or a max, or leave the range out/],
    [[1, 'much'], /not a number: "much"; expected \[min, max\], null for no bound/],
    [[0.1, 0.001], /min is greater than max: exchange them/],
    [[1], /2 items/],
    [1, /array/],
  ] as const)
    await expect(api.tasks.get_all_ex({ filters: { [lr]: { range } } } as never)).rejects.toMatchObject({
      code: 'invalid_request',
      details: { problems: [{ field: expect.stringMatching(/range/) as string, message: expect.stringMatching(message) as string }] },
    })
  await expect(api.tasks.get_all_ex({ filters: { tags: { range: [0, 1] } } })).rejects.toMatchObject({
    code: 'invalid_request',
    details: { field: 'filters.tags.range', reason: 'tags has no numbers: give `any` or `all` instead' },
  })
})
