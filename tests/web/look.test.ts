import { AxeBuilder } from '@axe-core/playwright'
import { database, startServer, type World } from '@clearway/testkit'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { logInAt, openBrowser } from './browser.ts'

let world: World
let browser: Browser
beforeAll(async () => {
  ;[world, browser] = await Promise.all([startServer(database), openBrowser()])
})
afterAll(async () => {
  await browser.close()
  await world[Symbol.asyncDispose]()
})

/** Tasks with parameters and last metrics. */
async function trained(name: string, lr: string, acc: number): Promise<string> {
  const hyperparams = { Args: { lr: { section: 'Args', name: 'lr', value: lr } } }
  const { id } = await world.api.tasks.create({ name, type: 'training', hyperparams })
  const event = { type: 'training_stats_scalar', task: id, metric: 'acc', variant: 'val', iter: 1, value: acc }
  await world.api.events.add_batch([event] as never)
  return id
}

/** Stores a file at the server and answers its address. */
async function upload(path: string, content: Uint8Array<ArrayBuffer>, type: string): Promise<string> {
  const form = new FormData()
  form.set(path, new File([content], path.slice(path.lastIndexOf('/') + 1), { type }))
  const authorization = `Basic ${btoa(`${world.connection.accessKey}:${world.connection.secretKey}`)}`
  const { status } = await fetch(`${world.url}/files`, { method: 'POST', body: form, headers: { authorization } })
  expect(status).toBe(200)
  return `${world.url}/files/${path}`
}

/** What axe finds of weight, in light and in dark colours. */
async function seriousFaults(page: Page): Promise<unknown[]> {
  const found: unknown[] = []
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await expect.poll(() => page.locator('html').getAttribute('data-mantine-color-scheme')).toBe(colorScheme)
    const { violations } = await new AxeBuilder({ page }).analyze()
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    found.push(...serious.map(({ id, nodes }) => [colorScheme, id, nodes.map(({ html }) => html)]))
  }
  return found
}

test('a list of any length is filtered, sorted, given columns, and changed at once', { timeout: 240_000 }, async () => {
  for (let index = 0; index < 120; index += 20)
    await Promise.all(Array.from({ length: 20 }, (_, at) => world.api.tasks.create({ name: `filler ${index + at}`, type: 'testing' })))
  await trained('fit low', '0.001', 0.5)
  await trained('fit high', '0.1', 0.9)
  const { page, faults } = await logInAt(browser, world, '/tasks')
  const names = async (): Promise<string[]> =>
    (await page.getByRole('row').allInnerTexts())
      .slice(1)
      .map((text) => text.split('\n').find((part) => /fit|filler|late/.test(part)) ?? '')
  await page.getByText('122 tasks').waitFor()

  await page.getByRole('button', { name: 'Columns' }).click()
  await page.getByLabel('Args/lr').check()
  await page.getByLabel('acc val').check()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'lr' }).click()
  await expect.poll(async () => (await names()).slice(0, 2)).toEqual(['fit low', 'fit high'])
  await page.getByRole('button', { name: 'acc val' }).click()
  await page.getByRole('button', { name: 'acc val' }).click()
  await expect.poll(async () => (await names()).slice(0, 2)).toEqual(['fit high', 'fit low'])
  await page.reload()
  await expect.poll(async () => (await names()).slice(0, 2)).toEqual(['fit high', 'fit low'])
  await page.getByRole('cell', { name: '0.001' }).waitFor()

  await page.getByRole('button', { name: 'Updated' }).click()
  await page
    .getByRole('row', { name: /filler/ })
    .first()
    .focus()
  await page.keyboard.press('End')
  await page.getByRole('row', { name: /fit high/ }).waitFor()
  await page.keyboard.press('Home')
  await page.getByRole('button', { name: 'Updated' }).click()

  await page.getByRole('row', { name: /fit low/ }).hover()
  const before = (await names()).slice(0, 3)
  await world.api.tasks.create({ name: 'late', type: 'testing' })
  await page.getByRole('button', { name: '1 new' }).waitFor()
  expect((await names()).slice(0, 3)).toEqual(before)
  await page.getByRole('button', { name: '1 new' }).click()
  await expect.poll(async () => (await names())[0]).toBe('late')

  await page.getByLabel('Pick fit low').check()
  await page.getByRole('row', { name: /fit high/ }).focus()
  await page.keyboard.press('x')
  const bulk = page.getByRole('region', { name: 'Picked tasks' })
  await bulk.getByText('2 picked').waitFor()
  expect(await bulk.getByRole('button', { name: 'Abort (2 cannot: drafts)' }).isDisabled()).toBe(true)
  await bulk.getByRole('button', { name: 'Tag' }).click()
  await page.getByLabel('Tag to add').fill('red')
  await page.getByRole('button', { name: 'Add' }).click()
  await page.getByLabel('Tag', { exact: true }).selectOption('red')
  await page.getByText('2 tasks').waitFor()
  await bulk.getByRole('button', { name: 'Enqueue' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Enqueue' }).click()
  await bulk.getByRole('button', { name: 'Enqueue (2 cannot: already queued)' }).waitFor()
  await page.getByRole('button', { name: 'Waiting 2' }).waitFor()
  page.on('dialog', (dialog) => void dialog.accept())
  await bulk.getByRole('button', { name: 'Abort' }).click()
  await page.getByRole('button', { name: 'Aborted 2' }).waitFor()
  await bulk.getByRole('button', { name: 'Archive' }).click()
  await page.getByText('No task is as the filter asks.').waitFor()
  expect(await seriousFaults(page)).toEqual([])
  expect(faults).toEqual([])
})

test('five runs are compared: what differs first, curves over each other, images and code side by side', { timeout: 240_000 }, async () => {
  const pixel = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==', 'base64')
  const image = await upload('compared/pixel.png', pixel, 'image/png')
  const ids = await Promise.all(
    ['a', 'b', 'c', 'd', 'e'].map(async (name, index) => {
      const of = (parameter: string, value: string) => ({ [parameter]: { section: 'Args', name: parameter, value } })
      const { id } = await world.api.tasks.create({
        name: `compared ${name}`,
        type: 'training',
        hyperparams: { Args: { ...of('lr', String(index)), ...of('depth', '3'), ...of('aside', String(index % 2)) } },
        script: { diff: `first\nsecond ${index === 1 ? 'changed' : ''}\nthird`, requirements: { pip: `numpy==2.${index === 4 ? 2 : 1}` } },
      })
      const scalars = [1, 2, 3].map((iter) => ({
        type: 'training_stats_scalar',
        task: id,
        metric: 'acc',
        variant: 'val',
        iter,
        value: index * 10 + iter,
        timestamp: 1_790_000_000_000 + iter * 1000,
      }))
      const sample = { type: 'training_debug_image', task: id, metric: 'samples', variant: 'one', iter: 7, url: image }
      await world.api.events.add_batch([...scalars, ...(index < 2 ? [sample] : [])] as never)
      return id
    }),
  )
  const { page, faults } = await logInAt(browser, world, '/tasks')
  await page.getByLabel('Search').fill('compared')
  for (const name of ['a', 'b', 'c', 'd', 'e']) await page.getByLabel(`Pick compared ${name}`).check()
  await page.getByRole('button', { name: 'Compare' }).click()
  const table = page.getByRole('region', { name: 'Differences' })
  const rows = async (): Promise<string[]> =>
    (await table.getByRole('rowheader').allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' '))
  await expect
    .poll(rows)
    .toEqual([
      'parameters Args/lr explains 100 % of acc val',
      expect.stringMatching(/numpy/),
      'parameters Args/aside',
      expect.stringMatching(/lines/),
    ])
  await page.getByText('2 parameters · 1 package').waitFor()
  await page.getByRole('button', { name: 'All', exact: true }).click()
  await expect.poll(rows).toContainEqual(expect.stringContaining('Args/depth'))
  expect(await seriousFaults(page)).toEqual([])
  await page.getByRole('tab', { name: 'Metrics' }).click()
  await page.getByRole('button', { name: 'Base: compared b' }).click()
  await page.getByRole('cell', { name: '43 +30' }).waitFor()
  await page.getByRole('tab', { name: 'Scalars' }).click()
  await page.getByRole('img', { name: 'acc val: compared a, compared b, compared c, compared d, compared e' }).waitFor()
  await page.getByRole('button', { name: 'Relative' }).click()
  await page.getByLabel('Smoothing').fill('60')
  await expect.poll(() => page.url()).toMatch(/x=relative.*smooth=60|smooth=60.*x=relative/)
  await page.getByRole('img', { name: /^acc val/ }).waitFor()
  await page.getByRole('tab', { name: 'Images' }).click()
  const shown = page.getByRole('img', { name: 'samples one, compared b' })
  await expect.poll(() => shown.evaluate((element) => (element as unknown as { naturalWidth: number }).naturalWidth)).toBe(1)
  await page.getByRole('tab', { name: 'Code' }).click()
  await page.getByRole('cell', { name: 'only left: second changed' }).waitFor()
  expect(await seriousFaults(page)).toEqual([])
  await page.goto(`${world.webUrl}/compare?ids=${JSON.stringify([ids[0]])}`)
  await page.getByText('Pick two or more tasks').waitFor()
  expect(faults).toEqual([])
})

test('a model is found by its metric and framework, and shows who made it and who uses it', { timeout: 240_000 }, async () => {
  const { api } = world
  const run = await api.tasks.create({ name: 'model run', type: 'controller' })
  const maker = await api.tasks.create({ name: 'makes the net', type: 'training', parent: run.id })
  const user = await api.tasks.create({ name: 'uses the net', type: 'testing' })
  const { id } = await api.models.create({
    name: 'net',
    uri: 'file:///net.bin',
    framework: 'PyTorch',
    ready: false,
    task: maker.id,
    labels: { cat: 1 },
  })
  await api.models.create({ name: 'other net', uri: '', framework: 'Keras', ready: false })
  await api.tasks.add_or_update_model({ task: user.id, name: 'in', model: id, type: 'input' })
  const { page, faults } = await logInAt(browser, world, '/models')
  await page.getByText('2 models').waitFor()
  await page.getByLabel('Framework').selectOption('PyTorch')
  await page.getByText('1 model', { exact: true }).waitFor()
  await page.getByRole('row', { name: /^net .*makes the net/ }).click()
  const lineage = page.getByRole('region', { name: 'Lineage' })
  await expect
    .poll(() => lineage.innerText())
    .toMatch(/run\s+model run\s+→\s+made by\s+makes the net\s+→\s+model\s+net\s+→\s+used by\s+uses the net/)
  expect(await seriousFaults(page)).toEqual([])
  await page.getByRole('button', { name: 'Tag' }).click()
  await page.getByLabel('Tag to add').fill('best')
  await page.getByRole('button', { name: 'Add' }).click()
  await page.getByText('best', { exact: true }).waitFor()
  page.on('dialog', (dialog) => void dialog.accept())
  await page.getByRole('button', { name: 'Publish' }).click()
  await page.getByRole('button', { name: 'Publish' }).and(page.getByTitle('The model is published already.')).waitFor()
  await page.getByRole('button', { name: 'Archive' }).click()
  await page.getByRole('button', { name: 'Unarchive' }).waitFor()
  await page.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('row', { name: /other net/ }).waitFor()
  expect(await seriousFaults(page)).toEqual([])
  expect(faults).toEqual([])
})

test('an artifact is found among those of all tasks, looked into, and with it who else has its content', { timeout: 240_000 }, async () => {
  const { api } = world
  const hostile = '<img src=x onerror="document.title=1"><script>document.title=2</script>'
  const text = (content: string) => new TextEncoder().encode(content) as Uint8Array<ArrayBuffer>
  const stored = async (key: string, ending: string, content: Uint8Array<ArrayBuffer>, type: string) => ({
    key,
    uri: await upload(`artifacts/${key}.${ending}`, content, type),
    type: 'custom',
    content_size: content.length,
    timestamp: 1_790_000_000,
    hash: key === 'same' ? 'aa11' : 'bb22',
  })
  const gzip = new Blob([text('a,b\n1,"x, y"\n')]).stream().pipeThrough(new CompressionStream('gzip'))
  const artifacts = [
    await stored('same', 'json', text(JSON.stringify({ [hostile]: { deep: [1, 2] } })), 'application/json'),
    await stored('table', 'csv.gz', new Uint8Array(await new Response(gzip).arrayBuffer()), 'text/csv'),
    await stored(
      'picture',
      'svg',
      text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" onload="document.title=3"/>'),
      'image/svg+xml',
    ),
    await stored('words', 'html', text(hostile), 'text/html'),
    await stored('bytes', 'pkl', new Uint8Array([128, 4, 0, 1]), 'application/octet-stream'),
  ]
  const { id } = await api.tasks.create({ name: 'artifacts of one', type: 'training' })
  await api.tasks.add_or_update_artifacts({ task: id, artifacts })
  const other = await api.tasks.create({ name: 'artifacts of another', type: 'training' })
  await api.tasks.add_or_update_artifacts({ task: other.id, artifacts: artifacts.slice(0, 1).map((one) => ({ ...one, key: 'again' })) })
  const { page, faults } = await logInAt(browser, world, '/artifacts')
  await page.getByLabel('Search').fill('artifacts of one')
  await page.getByText('5 artifacts').waitFor()
  await page.getByRole('row', { name: /^same / }).click()
  await page.getByText(hostile).waitFor()
  await page.getByText('deep:').waitFor()
  expect(await seriousFaults(page)).toEqual([])
  await page.getByRole('row', { name: /^table / }).click()
  await page.getByRole('cell', { name: 'x, y' }).waitFor()
  await page.getByRole('row', { name: /^picture / }).click()
  const image = page.getByRole('img', { name: 'picture' })
  await expect.poll(() => image.evaluate((element) => (element as unknown as { naturalWidth: number }).naturalWidth)).toBe(9)
  await page.getByRole('row', { name: /^words / }).click()
  await page.getByText('<script>').waitFor()
  await page.getByRole('row', { name: /^bytes / }).click()
  await page.getByText('The file holds bytes that are no text.').waitFor()
  await page.getByRole('row', { name: /^same / }).click()
  await page.getByRole('button', { name: 'Same content in 1 other task' }).click()
  await page.getByRole('row', { name: /^again / }).waitFor()
  await page.getByText('2 artifacts').waitFor()
  expect(await page.title()).toBe('Clearway')
  expect(faults).toEqual([])
})

test('a plot by matplotlib, which is an image of the file server, is drawn in its frame', { timeout: 120_000 }, async () => {
  const pixel = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==', 'base64')
  const source = await upload('plots/figure.png', pixel, 'image/png')
  const { id } = await world.api.tasks.create({ name: 'draws', type: 'training' })
  const axis = { visible: false, range: [0, 1] }
  const image = (address: string) => ({ source: address, xref: 'x', yref: 'y', x: 0, y: 1, sizex: 1, sizey: 1, layer: 'below' })
  const figure = (address: string) => ({
    data: [{ x: [0, 1], y: [0, 1], mode: 'markers', marker: { opacity: 0 } }],
    layout: { xaxis: axis, yaxis: axis, images: [image(address)] },
  })
  await world.api.events.add_batch(
    [source, 'http://127.0.0.2:9/elsewhere.png'].map((address, index) => ({
      type: 'plot',
      task: id,
      metric: `figure ${index}`,
      variant: 'v',
      iter: 1,
      plot_str: JSON.stringify(figure(address)),
    })) as never,
  )
  const { page, faults } = await logInAt(browser, world, `/tasks/${id}`)
  await page.getByRole('tab', { name: 'Plots' }).click()
  const drawn = page.frameLocator('iframe >> nth=0').locator('image')
  await expect
    .poll(() => drawn.evaluate((element) => (element as unknown as { getAttribute: (name: string) => string }).getAttribute('href')))
    .toMatch(/^data:image\/png/)
  await page.getByText('An image of this plot could not be read from this server: http://127.0.0.2:9/elsewhere.png').waitFor()
  expect(faults).toEqual([])
})

test(
  'home says what needs somebody, what waits and why, and who works; workers show the load of their machines',
  { timeout: 240_000 },
  async () => {
    const { api } = world
    const run = await api.tasks.create({ name: 'fails at fit', type: 'controller' })
    await api.tasks.started({ task: run.id })
    await api.tasks.failed({ task: run.id, status_message: 'CUDA out of memory' })
    const { id: queue } = await api.queues.create({ name: 'served' })
    await api.workers.register({ worker: 'a-machine', queues: [queue] })
    await api.workers.status_report({ worker: 'a-machine', queues: [queue], machine_stats: { cpu_usage: [40] } } as never)
    const waits = await api.tasks.create({ name: 'waits for nobody', type: 'training' })
    await api.tasks.enqueue({ task: waits.id, queue_name: 'unserved one' })
    const { page, faults } = await logInAt(browser, world, '/')
    const needs = page.getByRole('region', { name: 'Needs you' })
    await needs.getByText('CUDA out of memory').waitFor()
    await needs.getByRole('button', { name: 'Retry fails at fit' }).waitFor()
    const waiting = page.getByRole('region', { name: 'Waiting' })
    await waiting.getByText(/in queues that nobody serves/).waitFor()
    await waiting.getByRole('link', { name: 'waits for nobody' }).waitFor()
    await page.getByRole('img', { name: '0 of 1 slots busy' }).waitFor()
    expect(await seriousFaults(page)).toEqual([])
    await needs.getByRole('button', { name: 'I have seen these' }).click()
    await needs.getByText('nothing has failed since you last looked').waitFor()
    await page.reload()
    await needs.getByText('nothing has failed since you last looked').waitFor()
    await page.getByRole('link', { name: 'Workers' }).last().click()
    await page.getByRole('img', { name: 'CPU over the last day: 40 % at last, 40 % at most' }).waitFor()
    expect(await seriousFaults(page)).toEqual([])
    expect(faults).toEqual([])
  },
)
