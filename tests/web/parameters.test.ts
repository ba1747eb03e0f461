import { expect, test } from 'vitest'
import { aServerDraft, lookIn, runTask } from '../server/server-run.ts'
import { logInAt } from './browser.ts'
import { expectNoWiderThanWindow, faultsInBothSchemes, smallTargets } from './page-checks.ts'
import { openWeb } from './web-test.ts'

const viewer = { id: 'watcher', name: 'Watcher', role: 'viewer', accessKey: 'WATCHER-KEY', secretKey: 'watcher-secret' }
const web = openWeb({ settings: { users: [viewer] } })

test(
  'a parameter says where it comes from, its default, and what it was in the run before; the page of a pipeline compares a run with the newest',
  { timeout: 120_000 },
  async () => {
    const { api } = web.world
    const param = (section: string, name: string, value: string) => ({ [name]: { section, name, value } })
    const { id: base } = await api.tasks.create({
      name: 'base',
      type: 'training',
      script: { binary: 'sh', diff: 'echo' },
      hyperparams: { General: { ...param('General', 'rows', '10'), ...param('General', 'depth', '3') } },
    })
    const steps = [
      { name: 'load', baseTask: base },
      { name: 'fit', baseTask: base, parents: ['load'], parameters: { 'General/rows': '${pipeline.rows}', 'General/data': '${load.id}' } },
    ]
    const { run } = await aServerDraft(api, steps, { name: 'iris', parameters: { rows: { value: 200, type: 'int' } } })
    const { id: project } = await api.projects.create({ name: 'examples/.pipelines/iris', system_tags: ['pipeline', 'hidden'] })
    await api.tasks.move({ ids: [run], project })
    await api.tasks.enqueue({ task: run })
    await runTask(api, (await lookIn(api, run).task('load')) ?? '')
    await runTask(api, (await lookIn(api, run).task('fit')) ?? '')
    const { run: second } = await api.runs.rerun({ run, parameters: { rows: 300 } })
    const load = (await lookIn(api, second).task('load')) ?? ''
    await runTask(api, load)

    const { page, faults } = await logInAt(web.browser, web.world, `/runs/${second}`)
    await page.getByRole('button', { name: /^fit: / }).click()
    await page.getByRole('tab', { name: 'Parameters' }).click()
    const row = (name: string) => page.getByRole('row').filter({ has: page.getByRole('rowheader', { name, exact: true }) })
    await expect.poll(() => row('rows').innerText()).toMatch(/300\s+from \$\{pipeline\.rows\}\s+base task: 10\s+changed, in #1: 200/)
    await expect.poll(() => row('data').innerText()).toMatch(new RegExp(`${load}\\s+from \\$\\{load\\.id\\}$`))
    await expect.poll(() => row('depth').innerText()).toMatch(/^depth\s+3$/)
    expect(await faultsInBothSchemes(page)).toEqual([])
    expect(await smallTargets(page)).toEqual([])
    await page.setViewportSize({ width: 390, height: 844 })
    await expectNoWiderThanWindow(page)
    await page.setViewportSize({ width: 1280, height: 720 })
    await row('data').getByRole('link', { name: '${load.id}' }).click()
    await expect.poll(() => new URL(page.url()).search).toMatch(/step=load/)
    await page.goto(`${web.world.webUrl}/runs/${second}?tab=parameters`)
    await expect.poll(() => row('rows').innerText()).toMatch(/300\s+pipeline: 200\s+changed, in #1: 200/)
    // The page of the step’s task finds the run by itself.
    await page.goto(`${web.world.webUrl}/tasks/${(await lookIn(api, second).task('fit')) ?? ''}?tab=parameters`)
    await expect.poll(() => row('rows').innerText()).toMatch(/changed, in #1: 200/)
    await page.getByRole('link', { name: '#1' }).click()
    await expect.poll(() => page.url()).toContain(`/runs/${run}`)
    await page.goto(`${web.world.webUrl}/pipelines/${project}`)
    const header = page.getByRole('columnheader', { name: '#1' })
    const compare = header.getByRole('link', { name: 'Compare #1 with the newest' })
    await compare.waitFor()
    expect(await page.getByRole('link', { name: /with the newest$/ }).count()).toBe(1)
    expect(await faultsInBothSchemes(page)).toEqual([])
    expect(await smallTargets(page)).toEqual([])
    await compare.press('Enter')
    await expect.poll(() => new URL(page.url()).searchParams.get('ids')).toBe(JSON.stringify([run, second]))
    await page.getByText('Args/rows').first().waitFor()
    expect(faults).toEqual([])
  },
)

test('the parameters of a draft are edited in place, and those of no other task', { timeout: 120_000 }, async () => {
  const { api } = web.world
  const hyperparams = {
    Args: {
      lr: { section: 'Args', name: 'lr', value: '0.1', type: 'float', description: 'how fast' },
      note: { section: 'Args', name: 'note', value: 'one\ntwo' },
      old: { section: 'Args', name: 'old', value: 'x' },
    },
  }
  const { id: task } = await api.tasks.create({ name: 'a draft', type: 'training', hyperparams })
  const path = `/tasks/${task}`
  const { page, faults } = await logInAt(web.browser, web.world, path)
  await page.getByRole('tab', { name: 'Parameters' }).click()
  const edit = page.getByRole('button', { name: 'Edit the parameters' })
  await edit.press('Enter')
  const form = page.getByRole('form', { name: 'Parameters of the draft' })
  await form.getByLabel('Args/lr', { exact: true }).fill('0.01')
  await form.getByLabel('Args/note', { exact: true }).fill('one\nthree')
  await form.getByRole('button', { name: 'Remove Args/old' }).press('Enter')
  await form.getByRole('button', { name: 'Add a parameter' }).press('Enter')
  await form.getByLabel('Name').fill('lr')
  await form.getByText('There is a parameter Args/lr already.').waitFor()
  expect(await form.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true)
  await form.getByLabel('Name').fill('depth')
  await form.getByLabel('Value').fill('3')
  expect(await faultsInBothSchemes(page)).toEqual([])
  await page.setViewportSize({ width: 390, height: 844 })
  expect(await smallTargets(page)).toEqual([])
  await expectNoWiderThanWindow(page)
  await page.setViewportSize({ width: 1280, height: 720 })
  await form.getByLabel('Value').press('Enter')
  await page.getByRole('row', { name: 'depth 3' }).waitFor()
  expect((await api.tasks.get_by_id({ task })).task.hyperparams?.['Args']).toEqual({
    depth: expect.objectContaining({ value: '3' }),
    lr: { section: 'Args', name: 'lr', value: '0.01', type: 'float', description: 'how fast' },
    note: expect.objectContaining({ value: 'one\nthree' }),
  })
  await api.tasks.started({ task })
  await edit.and(page.getByTitle('A task that is running cannot be edited: reset it, or edit a clone of it.')).waitFor()
  expect(await edit.isDisabled()).toBe(true)
  await api.tasks.completed({ task })
  await api.tasks.publish({ task })
  await edit.and(page.getByTitle('A task that is published cannot be edited: edit a clone of it.')).waitFor()
  const { id: other } = await api.tasks.create({ name: 'another draft', type: 'training' })
  const watching = { webUrl: web.world.webUrl, connection: { ...web.world.connection, ...viewer } }
  const { page: watched } = await logInAt(web.browser, watching, `/tasks/${other}`)
  await watched.getByRole('tab', { name: 'Parameters' }).click()
  await watched.getByText('The task has no parameters.').waitFor()
  await watched
    .getByRole('button', { name: 'Edit the parameters' })
    .and(watched.getByTitle('Your role, viewer, may look and not act.'))
    .waitFor()
  expect(faults).toEqual([])
})

test('a long name leaves room for its value, and makes no page wider than a phone', { timeout: 120_000 }, async () => {
  const name = 'learning_rate_of_the_encoder_while_the_decoder_is_frozen'
  const { id } = await web.world.api.tasks.create({
    name: 'segment the cells of the retina, second attempt with a larger encoder',
    type: 'training',
    hyperparams: { Args: { [name]: { section: 'Args', name, value: '0.00015625' } } },
  })
  const { page } = await logInAt(web.browser, web.world, '/', { viewport: { width: 390, height: 844 } })
  await page.goto(`${web.world.webUrl}/tasks/${id}?tab=parameters`)
  const value = page.getByRole('cell', { name: '0.00015625' })
  await value.waitFor()
  for (const shown of [value, page.getByRole('button', { name: /^Actions/ }), page.getByRole('banner')]) {
    const { x = 0, width = 390 } = (await shown.boundingBox()) ?? {}
    expect(x + width).toBeLessThanOrEqual(390)
  }
})
