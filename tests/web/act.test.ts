import { startAgentProcess } from '@clearway/testkit'
import { expect, test } from 'vitest'
import { fakeAgent } from '../server/fake-agent.ts'
import { statuses } from '../server/fake-stock-agent.ts'
import { statusOf } from '../server/queued-tasks.ts'
import { aServerDraft, aServerRun, lookIn, runTask } from '../server/server-run.ts'
import { logInAt, seriousFaults } from './browser.ts'
import { faultsInBothSchemes } from './page-checks.ts'
import { aWaitingStep } from './waiting-step.ts'
import { openWeb } from './web-test.ts'

const web = openWeb()

test('a stall appears with its ring, and the button of its cure ends it', { timeout: 120_000 }, async () => {
  const { api } = web.world
  const { queue, controller, stock, processes, step } = await aWaitingStep(web.world)
  const lane = fakeAgent(api, 'services', { queues: [], slots: 0, light: 'own' })
  await lane.claim()
  const { page, faults } = await logInAt(web.browser, web.world, `/tasks/${step}`)
  const card = page.getByRole('region', { name: 'Why it waits' })
  await card.waitFor()
  // The page is open when the wait becomes a stall.
  await statuses(processes, [step])
  await api.tasks.update({ task: step, comment: 'a change, after which the page asks again' })
  const ring = card.getByRole('list', { name: 'The ring of what waits for what' })
  await expect.poll(() => ring.getByRole('link').allInnerTexts()).toEqual(['train', 'training', 'vm', 'iris', 'train'])
  await card.getByText('npx clearway agent --queue training').waitFor()
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme })
    expect(await seriousFaults(page)).toEqual([])
  }
  await page.goto(`${web.world.webUrl}/`)
  await page.getByRole('region', { name: 'Stalls' }).getByRole('button', { name: 'Let it take them' }).waitFor()
  await page.goto(`${web.world.webUrl}/tasks/${step}`)
  await card.getByRole('button', { name: 'Let it take them' }).press('Enter')
  await card.getByRole('button', { name: 'Move it now' }).waitFor()
  await expect.poll(async () => (await stock.readStatus(controller)) ?? '', { timeout: 30_000 }).toBe('queued')
  await stock.release()
  expect(await stock.take(queue)).toBe(step)
  await card.waitFor({ state: 'detached' })
  expect(faults).toEqual([])
})

test('a run is started from its form, which says first what is wrong and what comes from the cache', { timeout: 120_000 }, async () => {
  const { api } = web.world
  const { id: base } = await api.tasks.create({ name: 'base', type: 'training', script: { binary: 'sh', diff: 'echo form' } })
  const steps = [
    { name: 'load', baseTask: base, cacheExecuted: true },
    {
      name: 'fit',
      baseTask: base,
      parents: ['load'],
      parameters: { 'General/rows': '${pipeline.rows}', 'General/deep': '${pipeline.deep}' },
    },
  ]
  const parameters = { rows: { value: 200, type: 'int', description: 'how many' }, deep: { value: true, type: 'bool' } }
  const { run, queue } = await aServerDraft(api, steps, { name: 'iris', parameters })
  const { id: project } = await api.projects.create({ name: 'examples/.pipelines/iris', system_tags: ['pipeline', 'hidden'] })
  await api.tasks.move({ ids: [run], project })
  await api.tasks.enqueue({ task: run })
  const runOf = async (id: string) => Object.fromEntries((await api.runs.view({ run: id })).steps.map(({ name, task }) => [name, task]))
  await runTask(api, (await runOf(run))['load']!)
  await runTask(api, (await runOf(run))['fit']!)
  await fakeAgent(api, 'trainer', { queues: [queue], slots: 2 }).claim()

  const { page, faults } = await logInAt(web.browser, web.world, '/pipelines')
  const line = page.getByRole('region', { name: 'Pipelines' }).getByRole('listitem')
  await line.getByRole('link', { name: 'New run of iris' }).waitFor()
  await line.getByRole('link', { name: /^#1: completed, / }).waitFor()
  expect(await faultsInBothSchemes(page)).toEqual([])
  await page.getByRole('link', { name: 'New run', exact: true }).click()
  await page.getByRole('link', { name: 'iris', exact: true }).click()
  const form = page.getByRole('form', { name: 'Parameters' })
  const forecast = page.getByRole('region', { name: 'Before the start' })
  await forecast.getByText('1 of 2 steps come from the cache.').waitFor()
  await forecast.getByText('2 of 2 slots are free').waitFor()
  await form.getByLabel('rows').fill('many')
  await form.getByText("Parameter 'rows' is 'many', which is no value of the type int.").waitFor()
  await form
    .getByRole('button', { name: /^Start/ })
    .and(page.getByTitle('The run would fail for certain: see what is marked.'))
    .waitFor()
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme })
    expect(await seriousFaults(page)).toEqual([])
  }
  await form.getByLabel('rows').fill('300')
  await form.getByText('before: 200').waitFor()
  await form.getByRole('switch', { name: 'deep' }).press('Space')
  await expect.poll(() => new URL(page.url()).searchParams.get('set')).toBe('{"rows":"300","deep":"False"}')
  await page.reload()
  await expect.poll(() => form.getByLabel('rows').inputValue()).toBe('300')
  await form.getByRole('button', { name: 'Start with the changed parameters' }).click()
  await expect.poll(() => page.url()).toContain('/runs/')
  await page.getByRole('button', { name: 'load: cached' }).waitFor()
  await page.getByRole('button', { name: 'fit: queued' }).waitFor()
  const started = new URL(page.url()).pathname.slice('/runs/'.length)
  const { fit } = await runOf(started)
  expect((await api.tasks.get_by_id({ task: fit! })).task.hyperparams?.['General']).toMatchObject({
    rows: { value: '300' },
    deep: { value: 'false' },
  })
  await runTask(api, fit!)
  await page.getByRole('button', { name: 'fit: completed' }).waitFor()
  await page.getByRole('link', { name: 'all runs' }).click()
  await page.getByText(/^2 of the last 2 runs completed/).waitFor()
  expect(await faultsInBothSchemes(page)).toEqual([])
  await page.getByRole('link', { name: /^load in .*: cached/ }).click()
  await expect.poll(() => page.url()).toContain(`/runs/${started}?step=load`)
  expect(faults).toEqual([])
})

test('a run is aborted with its inner runs, after a question that names what goes along', { timeout: 60_000 }, async () => {
  const { api } = web.world
  const inner = await aServerDraft(api, [{ name: 'innermost' }], { name: 'inner pipeline' })
  const outer = await aServerRun(api, [{ name: 'inner', baseTask: inner.run }, { name: 'beside' }], { name: 'outer pipeline' })
  const innerRun = (await outer.task('inner')) ?? ''
  const innermost = await lookIn(api, innerRun).task('innermost')
  const { page, faults } = await logInAt(web.browser, web.world, `/runs/${outer.run}`)
  await page.getByRole('button', { name: 'inner: running' }).waitFor()
  const asked: string[] = []
  page.on('dialog', (dialog) => {
    asked.push(dialog.message())
    void dialog.accept()
  })
  await page.getByRole('button', { name: 'Abort' }).click()
  await page.getByRole('button', { name: 'inner: aborted' }).waitFor()
  await page.getByRole('button', { name: 'beside: aborted' }).waitFor()
  expect(asked).toEqual(['Abort the run? This aborts the 2 steps that have not ended.'])
  expect(await Promise.all([outer.run, innerRun, innermost].map((task) => statusOf(api, task ?? '')))).toEqual([
    'stopped',
    'stopped',
    'stopped',
  ])
  expect(faults).toEqual([])
})

test('a schedule and a trigger are made, fired, paused and deleted', { timeout: 120_000 }, async () => {
  const { api } = web.world
  const parameters = { rows: { value: 200, type: 'int' } }
  const { run } = await aServerDraft(api, [{ name: 'load', parameters: { 'General/rows': '${pipeline.rows}' } }], {
    name: 'churn',
    parameters,
  })
  const { id: project } = await api.projects.create({ name: 'examples/.pipelines/churn', system_tags: ['pipeline', 'hidden'] })
  await api.tasks.move({ ids: [run], project })
  const { page, faults } = await logInAt(web.browser, web.world, '/schedules')
  await page.getByText('No pipeline is started at given times yet.').waitFor()
  await page.getByRole('link', { name: 'New schedule' }).press('Enter')
  await page.getByLabel('Pipeline', { exact: true }).selectOption({ label: 'churn (examples)' })
  const form = page.getByRole('form', { name: 'Schedule' })
  await form.getByLabel('Name').fill('nightly')
  await form.getByLabel('Cron expression').fill('never')
  await form.getByLabel('rows').fill('300')
  await form.getByRole('button', { name: 'Make the schedule' }).click()
  await form.getByRole('alert').waitFor()
  await form.getByRole('button', { name: 'At an interval' }).click()
  await form.getByLabel('Every').fill('6')
  await form.getByRole('button', { name: 'Make the schedule' }).click()
  const row = page.getByRole('row', { name: /nightly/ })
  await row.getByText('every 6 hours').waitFor()
  await row.getByText(/^in 5 h 59 min$/).waitFor()
  await row.getByRole('button', { name: 'Fire now: nightly' }).click()
  await row.getByRole('link', { name: /churn|task/ }).waitFor()
  const [fired] = (await api.schedules.get_all({})).schedules
  const { pipelines } = await api.runs.pipelines({ page_size: 100 })
  expect(pipelines.find((one) => one.project === project)?.next).toBe(fired?.next[0])
  const started = fired?.fires[0]?.task?.id ?? ''
  expect((await api.tasks.get_by_id({ task: started })).task.hyperparams?.['Args']?.['rows']?.value).toBe('300')
  await row.getByRole('button', { name: 'Pause: nightly' }).press('Enter')
  await row.getByText('paused').waitFor()
  await page.getByRole('link', { name: 'New trigger' }).press('Enter')
  await page.getByLabel('Pipeline', { exact: true }).selectOption({ label: 'churn (examples)' })
  const condition = page.getByRole('form', { name: 'Trigger' })
  await condition.getByRole('textbox', { name: 'Name', exact: true }).fill('after a training')
  await condition.getByLabel('completed').press('Space')
  await condition.getByRole('button', { name: 'Make the trigger' }).and(page.getByTitle('Choose a status, or name a tag.')).waitFor()
  await condition.getByLabel('failed').check()
  await condition.getByLabel('Or it gets a tag').fill('best')
  await condition.getByLabel('Only in the project').fill('nowhere')
  await condition.getByLabel('Only of the type').selectOption('training')
  await condition.getByLabel('rows').fill('400')
  await condition.getByRole('button', { name: 'Make the trigger' }).click()
  const paused = page.getByRole('row', { name: /after a training/ })
  await paused.getByText('a task of the type training in nowhere becomes failed, or gets the tag best').waitFor()
  const [trigger] = (await api.triggers.get_all({})).triggers
  expect(trigger?.start).toMatchObject({ pipeline: 'churn', project: 'examples', parameters: { rows: '400' } })
  await paused.getByRole('button', { name: 'Pause: after a training' }).click()
  await expect.poll(async () => (await api.triggers.get_all({})).triggers[0]?.enabled).toBe(false)
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    expect(await seriousFaults(page)).toEqual([])
  }
  page.on('dialog', (dialog) => void dialog.accept())
  await row.getByRole('button', { name: 'Delete: nightly' }).click()
  await row.waitFor({ state: 'detached' })
  await paused.getByRole('button', { name: 'Delete: after a training' }).click()
  await page.getByText('No pipeline is started by what happens yet.').waitFor()
  expect(faults).toEqual([])
})

test('a step that fails is mended in the page, and its run goes on from it to its end', { timeout: 120_000 }, async () => {
  const { api } = web.world
  const shell = async (name: string, diff: string) =>
    (await api.tasks.create({ name, type: 'training', script: { binary: 'sh', entry_point: 'step.sh', diff } })).id
  const steps = [
    { name: 'load', baseTask: await shell('base of load', 'echo loaded') },
    { name: 'fit', baseTask: await shell('base of fit', 'echo before; exit 3'), parents: ['load'] },
    { name: 'report', baseTask: await shell('base of report', 'echo reported'), parents: ['fit'] },
  ]
  const { run, queue } = await aServerRun(api, steps, { name: 'mended' })
  const { queue: named } = await api.queues.get_by_id({ queue })
  await using _agent = await startAgentProcess(web.world.connection, { queues: [named.name ?? ''] })
  const { page, faults } = await logInAt(web.browser, web.world, `/runs/${run}`)
  await page.getByRole('button', { name: 'fit: failed' }).click({ timeout: 60_000 })
  await page.getByRole('log').getByText('before').waitFor()
  await page.getByRole('tab', { name: 'Code' }).click()
  await page.getByRole('button', { name: 'Edit the code' }).click()
  expect(await faultsInBothSchemes(page)).toEqual([])
  await page.getByLabel('Code', { exact: true }).fill('echo mended')
  await page.getByRole('button', { name: 'Retry from fit with this code' }).click()
  await page.getByRole('button', { name: 'report: completed' }).waitFor({ timeout: 60_000 })
  await page.getByRole('tab', { name: 'Log' }).click()
  await page.getByRole('log').getByText('mended').waitFor()
  await expect.poll(() => statusOf(api, run)).toBe('completed')
  expect((await api.runs.view({ run })).steps.map(({ name, tries }) => [name, tries?.length])).toEqual([
    ['load', undefined],
    ['fit', 1],
    ['report', undefined],
  ])
  expect(faults).toEqual([])
})
