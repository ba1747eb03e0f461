import { openConnection, Task } from '@clearway/sdk'
import { clientOf, database, startAgentProcess, startServerProcess } from '@clearway/testkit'
import { expect, test } from 'vitest'
import branch from '../pipelines/programs/functions/branch.ts'
import failing from '../pipelines/programs/functions/failing.ts'
import { logInAt } from './browser.ts'
import { atRest } from './page-checks.ts'
import { openWeb } from './web-test.ts'

const web = openWeb()

const connect = () => openConnection({ url: web.world.url, credentials: web.world.connection })

test('a run is watched from its first step to its end without a reload, and run again', { timeout: 240_000 }, async () => {
  const { page, faults } = await logInAt(web.browser, web.world, '/pipelines')
  await page.getByText('No pipeline has run yet.').waitFor()
  await using _agent = await startAgentProcess(web.world.connection, { queues: ['default'] })
  const run = await branch.run({ rows: 10 }, { connection: await connect(), queue: 'default' })
  await page.getByRole('link', { name: /^#1: running, / }).waitFor()
  await page.getByRole('row', { name: /running branch/ }).click()
  await expect.poll(() => page.url()).toContain(`/runs/${run.id}`)
  await expect.poll(() => page.title()).toBe('● branch · Clearway')
  await page.getByRole('button', { name: 'load: completed' }).waitFor({ timeout: 60_000 })
  await page.getByRole('heading', { name: 'branch v1.0.0' }).waitFor()
  await page.getByText(/^by clearway · /).waitFor()
  await page.getByRole('button', { name: 'report: completed' }).waitFor({ timeout: 120_000 })
  await expect.poll(() => page.title(), { timeout: 30_000 }).toBe('✔ branch · Clearway')
  await page.getByRole('button', { name: 'Abort' }).and(page.getByTitle('A run that is completed cannot be aborted.')).waitFor()
  await page.getByRole('button', { name: 'load: completed' }).click()
  await page
    .getByRole('log')
    .getByText(/step pid \d+/)
    .waitFor()
  await page.getByRole('tab', { name: 'Artifacts' }).click()
  await page.getByRole('link', { name: 'result' }).waitFor()
  expect(page.url()).toMatch(/\?.*step=load.*tab=artifacts/)
  await page.getByRole('button', { name: 'Timeline' }).click()
  await page
    .getByRole('button', { name: 'report: completed, on the critical path' })
    .getByTitle(/^was set up/)
    .waitFor()
  expect(await page.getByText('Critical path: load').innerText()).toMatch(/Critical path: load → .*report · ran .* · waited .* · set up/)
  await page.getByRole('button', { name: 'By worker' }).click()
  await page.getByTitle(/^\S+:0$/).waitFor()
  await page.getByRole('button', { name: /^report: completed, ran .* on / }).click()
  await expect.poll(() => page.url()).toMatch(/(?=.*step=report)(?=.*lanes=worker)/)
  await page.keyboard.press('ArrowLeft')
  await expect.poll(() => page.locator(':focus').getAttribute('aria-label')).toMatch(/ (ran|was set up) /)
  await page.getByRole('button', { name: 'By step' }).click()
  await expect.poll(() => page.url()).not.toContain('lanes')
  await page.getByRole('button', { name: 'Run again' }).click()
  const form = page.getByRole('form', { name: 'Parameters' })
  await form.getByLabel('rows').fill('many')
  await form.getByText("Parameter 'rows' is 'many'").waitFor()
  await form.getByLabel('rows').fill('20')
  await form.getByText('before: 10').waitFor()
  await form.getByRole('button', { name: 'Start with the changed parameters' }).click()
  await expect.poll(() => page.url()).toContain('/runs/')
  await expect.poll(() => page.url()).not.toContain(run.id)
  await page.getByRole('button', { name: 'load: completed' }).waitFor({ timeout: 60_000 })
  const path = page.getByRole('navigation', { name: 'Path' })
  await expect.poll(() => path.getByRole('listitem').allInnerTexts()).toEqual(['Pipelines', 'branch', '#2'])
  await path.getByRole('link', { name: 'branch' }).click()
  await expect.poll(() => page.title()).toBe('branch · Clearway')
  const cell = page.getByRole('link', { name: /^load in #2: completed, / })
  await cell.waitFor()
  await page.getByRole('link', { name: /^load in #1: completed, / }).click()
  await expect.poll(() => page.url()).toMatch(new RegExp(`/runs/${run.id}\\?step=load$`))
  await page.getByRole('link', { name: 'its tasks' }).click()
  await expect.poll(() => page.url()).toContain(`/tasks?run=${run.id}`)
  await page.getByText(/^4 tasks$/).waitFor()
  await page.getByLabel('Run', { exact: true }).selectOption('')
  await expect.poll(() => page.url()).not.toContain('run=')
  await page.getByLabel('Run', { exact: true }).selectOption(run.id)
  await expect.poll(() => page.url()).toContain(`run=${run.id}`)
  await page.getByText(/^4 tasks$/).waitFor()
  await page
    .getByRole('row', { name: /report/ })
    .getByRole('link', { name: 'branch' })
    .click()
  await expect.poll(() => page.url()).toMatch(new RegExp(`/runs/${run.id}\\?step=report$`))
  expect(faults).toEqual([])
})

test('a step that fails is shown with its reason and its log, and is retried', { timeout: 240_000 }, async () => {
  await using _agent = await startAgentProcess(web.world.connection, { queues: ['default'] })
  const run = await failing.run({ how: 'all' }, { connection: await connect(), queue: 'default' })
  const { page, faults } = await logInAt(web.browser, web.world, `/runs/${run.id}`)
  await page.getByRole('button', { name: 'bad: failed' }).click({ timeout: 120_000 })
  await page.getByRole('complementary').getByText('RangeError: one').first().waitFor()
  await page.getByRole('log').getByText('about to fail').waitFor()
  await page.getByRole('button', { name: 'Log', exact: true }).click()
  await page
    .getByRole('status')
    .getByText(/\d distinct errors/)
    .waitFor()
  await page
    .getByRole('button', { name: /^bad\s+RangeError: one/ })
    .first()
    .click()
  await expect.poll(() => page.url()).toMatch(/[?&]line=L\d+/)
  await page.getByRole('log').locator('.hit').getByText('RangeError: one').waitFor()
  await page.getByLabel('Search the logs of all steps').fill('ABOUT to')
  await page
    .getByRole('button', { name: /^bad.* about to fail/ })
    .first()
    .waitFor()
  await page.getByLabel('Level', { exact: true }).selectOption('Errors')
  await page.getByText('No line of its logs matches.').waitFor()
  await expect.poll(() => page.url()).toContain('level=error')
  await page.getByRole('button', { name: 'Retry failed' }).click({ timeout: 60_000 })
  await page.getByText(/attempt 2/).waitFor({ timeout: 120_000 })
  expect(faults).toEqual([])
})

test('a task that no worker serves says so in its queue, and moves in it', { timeout: 120_000 }, async () => {
  const connection = await connect()
  const { id: queue } = await web.world.api.queues.create({ name: 'ghost' })
  for (const name of ['first', 'second']) {
    const task = await Task.create({ projectName: 'web', taskName: name, script: { command: 'true' }, connection })
    await web.world.api.tasks.enqueue({ task: task.id, queue })
  }
  const { page, faults } = await logInAt(web.browser, web.world, '/queues')
  await page.getByText('nobody serves it').first().waitFor()
  const entries = page.getByRole('region', { name: 'Queue ghost' }).getByRole('listitem')
  await expect.poll(() => entries.allInnerTexts()).toMatchObject([/^first\s+.*no/is, /^second/])
  await page.getByRole('button', { name: 'To the front: second' }).click()
  await expect.poll(() => entries.allInnerTexts()).toMatchObject([/^second/, /^first/])
  await page.getByRole('link', { name: 'first' }).press('Enter')
  await page.getByRole('heading', { name: 'first' }).waitFor()
  await page
    .getByRole('region', { name: 'Why it waits' })
    .getByText(/clearway agent/)
    .first()
    .waitFor()
  expect(faults).toEqual([])
})

test('a page outlives a restart of its server, and shows what happened meanwhile', { timeout: 120_000 }, async () => {
  await using fresh = await database.fresh()
  let server = await startServerProcess(fresh)
  const { connection } = server
  const settings = { port: Number(new URL(connection.url).port) }
  const own = { ...web.world, webUrl: connection.url, connection }
  const { page } = await logInAt(web.browser, own, '/tasks')
  await server.kill()
  await page.getByText('○ reconnecting').waitFor()
  server = await startServerProcess(fresh, { settings })
  try {
    await clientOf(connection).tasks.create({ name: 'made meanwhile', type: 'training' })
    await page.getByText('● live').waitFor({ timeout: 60_000 })
    await expect.poll(() => page.getByRole('table').innerText()).toContain('made meanwhile')
  } finally {
    await server[Symbol.asyncDispose]()
  }
})

test('curves, plots and images of a task are drawn', { timeout: 120_000 }, async () => {
  const connection = await connect()
  const task = await Task.create({ projectName: 'web', taskName: 'reports', script: { command: 'true' }, connection })
  const figure = { data: [{ type: 'bar', x: ['a', 'b'], y: [1, 2] }], layout: { title: { text: 'counts' } } }
  const pixel = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==', 'base64')
  const form = new FormData()
  form.set('web/pixel.png', new File([pixel], 'pixel.png', { type: 'image/png' }))
  form.set('web/second.wav', new File([silence()], 'second.wav', { type: 'audio/wav' }))
  const authorization = `Basic ${btoa(`${web.world.connection.accessKey}:${web.world.connection.secretKey}`)}`
  expect((await fetch(`${web.world.url}/files`, { method: 'POST', body: form, headers: { authorization } })).status).toBe(200)
  await web.world.api.events.add_batch([
    ...[1, 2, 3].map((iter) => ({ type: 'training_stats_scalar', task: task.id, metric: 'loss', variant: 'train', iter, value: 1 / iter })),
    { type: 'plot', task: task.id, metric: 'bars', variant: 'all', iter: 1, plot_str: JSON.stringify(figure) },
    {
      type: 'training_debug_image',
      task: task.id,
      metric: 'samples',
      variant: 'one',
      iter: 1,
      url: `${web.world.url}/files/web/pixel.png`,
    },
    {
      type: 'training_debug_image',
      task: task.id,
      metric: 'samples',
      variant: 'two',
      iter: 1,
      url: `${web.world.url}/files/web/second.wav`,
    },
    { type: 'training_stats_scalar', task: task.id, metric: 'Summary', variant: 'accuracy', iter: -(2 ** 31), value: 0.93 },
  ] as never)
  const { page, faults } = await logInAt(web.browser, web.world, `/tasks/${task.id}`)
  await page.getByRole('tab', { name: 'Scalars' }).click()
  const chart = page.getByRole('img', { name: 'loss: train' })
  await chart.waitFor()
  await page.getByLabel('Single values').getByText('0.93').waitFor()
  // An answer without curves may come before, to what the page asked when it was opened.
  const answered = page.waitForResponse(async (response) => {
    if (!response.url().includes('follow_scalars')) return false
    const answer = (await response.json().catch(() => undefined)) as { data: { curves: readonly unknown[] } } | undefined
    return answer !== undefined && answer.data.curves.length > 0
  })
  await web.world.api.events.add_batch([
    { type: 'training_stats_scalar', task: task.id, metric: 'loss', variant: 'train', iter: 4, value: 0.125 },
  ] as never)
  // What came is one point, by which the curve on the screen grows.
  const answer = (await (await answered).json()) as { data: { curves: unknown } }
  expect(answer.data.curves).toMatchObject([{ fresh: false, iter: [4], value: [0.125] }])
  let moves = 0
  await expect
    .poll(async () => {
      const { x = 0, y = 0, width = 0, height = 0 } = (await chart.locator('.u-over').boundingBox()) ?? {}
      // Another place each time, because a pointer that stays sends no event.
      moves += 1
      await page.mouse.move(x + width - 1 - (moves % 2), y + height / 2)
      return chart.locator('.u-value').allInnerTexts()
    })
    .toEqual(['4', '0.125'])
  await page.getByRole('tab', { name: 'Plots' }).click()
  await page.frameLocator('iframe').getByText('counts').waitFor()
  await expect.poll(() => page.locator('iframe').getAttribute('class')).toBe('plot')
  // One of the kinds for which the frame loads the whole Plotly.
  const second = { data: [{ type: 'waterfall', x: ['up', 'down'], y: [3, -1] }], layout: { title: { text: 'reported meanwhile' } } }
  await web.world.api.events.add_batch([
    { type: 'plot', task: task.id, metric: 'second', variant: 'all', iter: 1, plot_str: JSON.stringify(second) },
  ] as never)
  await page.frameLocator('iframe').nth(1).getByText('reported meanwhile').waitFor()
  await page.frameLocator('iframe').nth(1).locator('.waterfalllayer .point').first().waitFor()
  await page.getByRole('tab', { name: 'Images' }).click()
  const image = page.getByRole('img', { name: 'samples one' })
  await expect.poll(() => image.evaluate((element) => (element as unknown as { naturalWidth: number }).naturalWidth)).toBe(1)
  const sound = page.locator('audio')
  await expect.poll(() => sound.evaluate((element) => (element as unknown as { duration: number }).duration)).toBe(1)
  expect(faults).toEqual([])
})

/** A second of silence, as a WAV file of 8,000 samples. */
function silence(): Uint8Array<ArrayBuffer> {
  const samples = 8000
  const file = Buffer.alloc(44 + samples, 128)
  const head = ['RIFF', 36 + samples, 'WAVE', 'fmt ', 16, 0x10001, samples, samples, 0x80001, 'data', samples]
  for (const [index, part] of head.entries())
    if (typeof part === 'string') file.write(part, index * 4)
    else file.writeUInt32LE(part, index * 4)
  return new Uint8Array(file)
}

test('what programs store is shown and never run, however long it is', { timeout: 180_000 }, async () => {
  const { api } = web.world
  const hostile = '<img src=x onerror="document.title=1"><script>document.title=2</script>\u202etxt'
  const parameters = Array.from({ length: 9_999 }, (_, n) => ({ section: 'Args', name: `p${n}`, value: `v${n}` }))
  const long = { section: 'Hostile', name: hostile, value: `${hostile}${'y'.repeat(500_000)}` }
  const { id: project } = await api.projects.create({ name: `hostile ${hostile}` })
  const { id: task } = await api.tasks.create({
    name: hostile,
    type: 'training',
    project,
    tags: [hostile],
    comment: hostile,
    hyperparams: { Hostile: { [hostile]: long }, Args: Object.fromEntries(parameters.map((one) => [one.name, one])) },
  })
  await api.tasks.add_or_update_artifacts({ task, artifacts: [{ key: hostile, type: 'custom', uri: 'javascript:document.title=4' }] })
  await api.tasks.started({ task })
  await api.tasks.failed({ task, status_message: hostile })
  const attack = {
    data: [{ type: 'scatter', x: [1], y: [1], text: [hostile] }],
    layout: { title: { text: '<a href="javascript:parent.document.title=3">x</a>' } },
  }
  await api.events.add_batch([
    { type: 'log', task, msg: `${hostile}\n\u001b[31mred\u001b]0;title\u0007 ${'x'.repeat(1_000_000)}` },
    { type: 'plot', task, metric: hostile, variant: 'v', iter: 1, plot_str: JSON.stringify(attack) },
    { type: 'plot', task, metric: 'broken', variant: 'v', iter: 1, plot_str: '{"data":{}}' },
  ] as never)
  const { page, faults } = await logInAt(web.browser, web.world, `/tasks/${task}`)
  await page.locator('.reason').getByText('onerror').waitFor()
  await page.getByRole('log').getByText('</script>␦txt').waitFor()
  await page.getByRole('tab', { name: 'Parameters' }).click()
  await page.getByRole('rowheader', { name: 'p0', exact: true }).waitFor()
  expect(await page.getByRole('row').count()).toBeLessThan(500)
  await page.getByLabel('Search parameters').fill('onerror')
  await page.getByRole('rowheader', { name: 'onerror' }).waitFor()
  await page.getByRole('button', { name: /^Show [\d,]+ more characters$/ }).waitFor()
  await page.getByLabel('Search parameters').fill('v9998')
  await page.getByRole('cell', { name: 'v9998' }).waitFor()
  await expect.poll(() => page.url()).toMatch(/find=v9998/)
  await page.reload()
  await page.getByRole('cell', { name: 'v9998' }).waitFor()
  await page.getByRole('tab', { name: 'Artifacts' }).click()
  await page.getByText('onerror').last().waitFor()
  expect(await page.locator('a[href^="javascript"]').count()).toBe(0)
  await page.getByRole('tab', { name: 'Plots' }).click()
  await page.getByText('What is stored is no figure.').waitFor()
  await page.frameLocator('iframe').locator('.main-svg').first().waitFor()
  await page.goto(`${web.world.webUrl}/tasks?cols=["tags","comment"]`)
  await page.getByRole('row', { name: /onerror/ }).waitFor()
  await page.getByRole('button', { name: 'All projects' }).click()
  await page.getByLabel('Search projects').fill('script>')
  await expect.poll(() => page.url()).toMatch(/projects=script/)
  await page.reload()
  await page
    .getByRole('button', { name: /^hostile/ })
    .first()
    .click()
  await page.getByText('1 task', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Columns' }).click()
  await page.getByLabel('Search columns').fill('ARGS/P9998')
  await page.getByLabel('Args/p9998').check()
  await page.getByRole('cell', { name: 'v9998' }).waitFor()
  await expect.poll(() => page.title()).toBe('Tasks · Clearway')
  const nodes = Array.from({ length: 2500 }, (_, n) => [`s${n}`, { status: 'completed', parents: n < 50 ? [] : [`s${n - 50}`] }])
  const large = await api.tasks.create({
    name: 'a run of many steps',
    type: 'controller',
    configuration: { Pipeline: { value: JSON.stringify(Object.fromEntries(nodes)) } },
  })
  const worker = page.waitForEvent('worker')
  await page.goto(`${web.world.webUrl}/runs/${large.id}?step=s2499`)
  expect((await worker).url()).toContain('layout-worker')
  // The boxes are painted, because they are too small to be read.
  await page.getByRole('toolbar', { name: 'Steps' }).waitFor({ state: 'attached' })
  const minimap = page.locator('.minimap')
  expect(await minimap.isVisible()).toBe(false)
  for (let n = 0; n < 9; n += 1) await page.getByRole('button', { name: 'Larger' }).click()
  await minimap.waitFor()
  const part = minimap.locator('div')
  const before = await atRest(page, () => part.boundingBox())
  await minimap.click({ position: { x: 30, y: 30 } })
  await expect.poll(async () => (await part.boundingBox())?.x).toBeLessThan((before?.x ?? 0) - 20)
  await page.keyboard.press('f')
  await minimap.waitFor({ state: 'hidden' })
  expect(faults).toEqual([])
})

test('more tabs than a browser opens connections share one stream', { timeout: 120_000 }, async () => {
  const { page } = await logInAt(web.browser, web.world, '/tasks')
  const tabs = await Promise.all(Array.from({ length: 8 }, () => page.context().newPage()))
  for (const tab of tabs) await tab.goto(`${web.world.webUrl}/tasks`)
  await web.world.api.tasks.create({ name: 'seen in all tabs', type: 'training' })
  for (const tab of [page, ...tabs])
    await expect.poll(() => tab.getByRole('table').innerText(), { timeout: 20_000 }).toContain('seen in all tabs')
})

test('the addresses that ClearML’s SDK prints lead to the pages of their tasks', async () => {
  const { id } = await web.world.api.tasks.create({ name: 'printed', type: 'training' })
  const { page } = await logInAt(web.browser, web.world, '/tasks')
  await page.goto(`${web.world.webUrl}/projects/any/experiments/${id}/output/log`)
  await page.getByRole('heading', { name: 'printed' }).waitFor()
  expect(new URL(page.url()).pathname).toBe(`/tasks/${id}`)
  await page.goto(`${web.world.webUrl}/no/such/page`)
  await page.getByRole('heading', { name: 'No such page' }).waitFor()
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Queues' }).waitFor()
  for (const [path, noun] of [
    ['runs', 'run'],
    ['tasks', 'task'],
    ['models', 'model'],
  ] as const) {
    await page.goto(`${web.world.webUrl}/${path}/nothing`)
    await page.getByRole('heading', { name: `This ${noun} cannot be shown` }).waitFor()
    await page.getByRole('link', { name: `All ${noun}s` }).waitFor()
  }
})
