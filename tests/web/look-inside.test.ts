import { expect, test } from 'vitest'
import { logInAt } from './browser.ts'
import { atRest, faultsInBothSchemes, upload } from './page-checks.ts'
import { openWeb } from './web-test.ts'

const web = openWeb()

test('a model is found by its metric and framework, and shows who made it and who uses it', { timeout: 240_000 }, async () => {
  const { api } = web.world
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
  const { id: other } = await api.models.create({ name: 'other net', uri: '', framework: 'Keras', ready: false })
  for (const [model, value] of [
    [id, 0.9],
    [other, 0.5],
  ] as const)
    await api.events.add_batch([
      { type: 'training_stats_scalar', task: model, model_event: true, metric: 'acc', variant: 'acc', iter: 1, value },
    ] as never)
  await api.tasks.add_or_update_model({ task: user.id, name: 'in', model: id, type: 'input' })
  const { page, faults } = await logInAt(web.browser, web.world, '/models')
  await page.getByText('2 models').waitFor()
  await page.getByRole('button', { name: 'Columns' }).click()
  await page.getByLabel('acc', { exact: true }).check()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'acc' }).click()
  await expect.poll(() => page.getByRole('row').nth(1).innerText()).toMatch(/^other net/)
  await page.getByRole('button', { name: 'acc' }).click()
  await expect.poll(() => page.getByRole('row').nth(1).innerText()).toMatch(/^net/)
  await page.getByLabel('Framework').selectOption('PyTorch')
  await page.getByText('1 model', { exact: true }).waitFor()
  await page.getByRole('row', { name: /^net .*makes the net/ }).click()
  const lineage = page.getByRole('region', { name: 'Lineage' })
  await expect
    .poll(() => lineage.innerText())
    .toMatch(/run\s+model run\s+→\s+made by\s+makes the net\s+→\s+model\s+net\s+→\s+used by\s+uses the net/)
  expect(await faultsInBothSchemes(page)).toEqual([])
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
  expect(await faultsInBothSchemes(page)).toEqual([])
  expect(faults).toEqual([])
})

test('an artifact is found among those of all tasks, looked into, and with it who else has its content', { timeout: 240_000 }, async () => {
  const { api } = web.world
  const hostile = '<img src=x onerror="document.title=1"><script>document.title=2</script>'
  const text = (content: string) => new TextEncoder().encode(content) as Uint8Array<ArrayBuffer>
  const stored = async (key: string, ending: string, content: Uint8Array<ArrayBuffer>, type: string) => ({
    key,
    uri: await upload(web.world, `artifacts/${key}.${ending}`, content, type),
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
  const { page, faults } = await logInAt(web.browser, web.world, '/artifacts')
  await page.getByLabel('Search').fill('artifacts of one')
  await page.getByText('5 artifacts').waitFor()
  await page.getByRole('row', { name: /^same / }).click()
  await page.getByText(hostile).waitFor()
  await page.getByText('deep:').waitFor()
  expect(await faultsInBothSchemes(page)).toEqual([])
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
  expect(await page.title()).toBe('Artifacts · Clearway')
  expect(faults).toEqual([])
})

test('a plot by matplotlib, which is an image of the file server, is drawn in its frame', { timeout: 120_000 }, async () => {
  const pixel = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==', 'base64')
  const source = await upload(web.world, 'plots/figure.png', pixel, 'image/png')
  const { id } = await web.world.api.tasks.create({ name: 'draws', type: 'training' })
  const axis = { visible: false, range: [0, 1] }
  const image = (address: string) => ({ source: address, xref: 'x', yref: 'y', x: 0, y: 1, sizex: 1, sizey: 1, layer: 'below' })
  const figure = (address: string) => ({
    data: [{ x: [0, 1], y: [0, 1], mode: 'markers', marker: { opacity: 0 } }],
    layout: { xaxis: axis, yaxis: axis, images: [image(address)] },
  })
  await web.world.api.events.add_batch(
    [source, 'http://127.0.0.2:9/elsewhere.png'].map((address, index) => ({
      type: 'plot',
      task: id,
      metric: `figure ${index}`,
      variant: 'v',
      iter: 1,
      plot_str: JSON.stringify(figure(address)),
    })) as never,
  )
  const { page, faults } = await logInAt(web.browser, web.world, `/tasks/${id}`)
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
    const { api } = web.world
    const run = await api.tasks.create({ name: 'fails at fit', type: 'controller' })
    await api.tasks.started({ task: run.id })
    await api.tasks.failed({ task: run.id, status_message: 'CUDA out of memory' })
    const { id: queue } = await api.queues.create({ name: 'served' })
    await api.workers.register({ worker: 'a-machine', queues: [queue] })
    await api.workers.status_report({ worker: 'a-machine', queues: [queue], machine_stats: { cpu_usage: [40] } } as never)
    const waits = await api.tasks.create({ name: 'waits for nobody', type: 'training' })
    await api.tasks.enqueue({ task: waits.id, queue_name: 'unserved one' })
    const at = { created: 0, last_update: 0, started: 0, completed: 3_600_000 }
    await api.imports.put({
      source: 'history',
      projects: [{ id: 'lab', name: 'lab', created: 0, last_update: 0 }],
      tasks: [
        { ...at, id: 'before', name: 'iris', type: 'controller', status: 'completed', project: 'lab' },
        { ...at, id: 'fit before', name: 'fit', type: 'training', status: 'completed', project: 'lab' },
      ],
    })
    const live = await api.tasks.create({
      name: 'iris #2',
      type: 'controller',
      project: 'lab',
      configuration: { Pipeline: { value: '{"load":{"status":"completed"},"fit":{"status":"running"}}' } },
    })
    await api.tasks.started({ task: live.id })
    const { page, faults } = await logInAt(web.browser, web.world, '/')
    const running = page.getByRole('region', { name: 'Running' }).getByRole('listitem').filter({ hasText: 'iris #2' })
    await running.getByRole('img', { name: '1 of 2 steps done, 1 running' }).waitFor()
    await running.getByText('~60 min').waitFor()
    const needs = page.getByRole('region', { name: 'Needs you' })
    await needs.getByText('CUDA out of memory').waitFor()
    await needs.getByRole('button', { name: 'Retry fails at fit' }).waitFor()
    expect(await needs.getByRole('link', { name: 'Log' }).first().getAttribute('href')).toMatch(/^\/runs\/\w+\?view=log$|^\/tasks\/\w+$/)
    const waiting = page.getByRole('region', { name: 'Waiting' })
    await waiting.getByText(/in queues that nobody serves/).waitFor()
    await waiting.getByRole('link', { name: 'waits for nobody' }).waitFor()
    await page.getByRole('img', { name: '0 of 1 slots busy' }).waitFor()
    expect(await faultsInBothSchemes(page)).toEqual([])
    await needs.getByRole('button', { name: 'I have seen these' }).click()
    await needs.getByText('nothing has failed since you last looked').waitFor()
    await page.reload()
    await needs.getByText('nothing has failed since you last looked').waitFor()
    await page.getByRole('link', { name: 'Workers' }).last().click()
    await page.getByRole('img', { name: 'CPU over the last day: 40 % at last, 40 % at most' }).waitFor()
    const light = { free: false, mode: 'off' } as const
    const claim = { worker: 'gpu-1', boot: 'first', queues: [queue], slots: [{ slot: 0 }], light, running: [], wait: 0 }
    await api.workers.claim(claim)
    const agent = page.getByRole('region', { name: 'Worker gpu-1' })
    await agent.getByText('slot 0').waitFor()
    await agent.getByRole('button', { name: 'Drain gpu-1' }).click()
    await agent.getByText('drained: takes no further tasks').waitFor()
    expect(await faultsInBothSchemes(page)).toEqual([])
    await agent.getByRole('button', { name: 'Resume gpu-1' }).click()
    await agent.getByRole('button', { name: 'Drain gpu-1' }).waitFor()
    await api.workers.unregister({ worker: 'a-machine' })
    for (const id of [0, 1]) {
      const fit = await api.tasks.create({ name: 'fit', type: 'training', project: 'lab', parent: live.id })
      await api.tasks.enqueue({ task: fit.id, queue })
      if (id === 1) await page.goto(`${web.world.webUrl}/tasks/${fit.id}`)
    }
    const [lease] = (await api.workers.claim({ ...claim, wait: 20 })).leases
    await api.workers.start({ worker: 'gpu-1', attempt: lease?.attempt ?? '' })
    await page.getByRole('region', { name: 'Why it waits' }).getByText('It is expected to start in ~60 min').waitFor()
    await page.goto(`${web.world.webUrl}/runs/${live.id}?view=timeline`)
    await page.getByRole('button', { name: /^fit: queued.*held by fit/ }).waitFor()

    const [second, hour] = [1000, 3_600_000]
    const steps = {
      load: { job_id: 'long load', status: 'completed' },
      fit: { job_id: 'long fit', status: 'completed', parents: ['load'] },
    }
    const ended = { created: 0, last_update: 0, status: 'completed', project: 'lab', last_worker: 'gpu-1:0' } as const
    await api.imports.put({
      source: 'history',
      tasks: [
        {
          ...ended,
          id: 'long run',
          name: 'iris long',
          type: 'controller',
          started: 0,
          completed: 8 * hour,
          configuration: { Pipeline: { value: JSON.stringify(steps) } },
        },
        { ...ended, id: 'long load', name: 'load', type: 'training', parent: 'long run', started: 0, completed: 60 * second },
        {
          ...ended,
          id: 'long fit',
          name: 'fit',
          type: 'training',
          parent: 'long run',
          created: 7 * hour,
          started: 8 * hour,
          completed: 8 * hour + 120 * second,
        },
      ],
    })
    await page.goto(`${web.world.webUrl}/runs/long run?view=timeline`)
    await page.getByRole('button', { name: '7:59:00 in which nothing ran: show this time' }).waitFor()
    const bar = page.getByRole('button', { name: /^fit/ }).getByTitle(/^ran 2:00/)
    const wide = async (): Promise<number> => (await bar.boundingBox())?.width ?? 0
    const before = await atRest(page, wide)
    const load = await page.getByRole('button', { name: /^load/ }).boundingBox()
    const fit = await bar.boundingBox()
    if (load === null || fit === null) throw new Error('The timeline has no rows.')
    // From the middle of the bar to its end.
    await page.mouse.move(fit.x + fit.width / 2, load.y + 4)
    await page.mouse.down()
    await page.mouse.move(fit.x + fit.width - 1, load.y + 4, { steps: 3 })
    await page.mouse.up()
    await expect.poll(() => page.url()).toMatch(/time=288\d\d(\.\d+)?-289\d\d/)
    expect(page.url()).not.toContain('step=')
    await expect.poll(wide).toBeGreaterThan(before * 1.3)
    await page.reload()
    await expect.poll(wide).toBeGreaterThan(before * 1.3)
    expect(await faultsInBothSchemes(page)).toEqual([])
    await page.keyboard.press('h')
    await page.keyboard.press('f')
    await expect.poll(() => page.url()).not.toContain('time=')
    await expect.poll(wide).toBeCloseTo(before, 0)
    await page.keyboard.press('+')
    await expect.poll(() => page.url()).toContain('time=')
    await page.keyboard.press('-')
    await expect.poll(() => page.url()).not.toContain('time=')
    expect(faults).toEqual([])
  },
)
