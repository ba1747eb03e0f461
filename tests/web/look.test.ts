import { expect, test } from 'vitest'
import { logInAt } from './browser.ts'
import { faultsInBothSchemes, upload } from './page-checks.ts'
import { openWeb } from './web-test.ts'

const web = openWeb()

/** Tasks with parameters and last metrics. */
async function trained(name: string, lr: string, acc: number): Promise<string> {
  const hyperparams = { Args: { lr: { section: 'Args', name: 'lr', value: lr } } }
  const { id } = await web.world.api.tasks.create({ name, type: 'training', hyperparams })
  const event = { type: 'training_stats_scalar', task: id, metric: 'acc', variant: 'val', iter: 1, value: acc }
  await web.world.api.events.add_batch([event] as never)
  return id
}

test('a list of any length is filtered, sorted, given columns, and changed at once', { timeout: 240_000 }, async () => {
  for (let index = 0; index < 120; index += 20)
    await Promise.all(Array.from({ length: 20 }, (_, at) => web.world.api.tasks.create({ name: `filler ${index + at}`, type: 'testing' })))
  await trained('fit low', '9e-3', 0.5)
  await trained('fit high', '0.1', 0.9)
  await web.world.api.tasks.create({ name: 'draft of a program', type: 'training', system_tags: ['hidden'] })
  const { page, faults } = await logInAt(web.browser, web.world, '/tasks')
  const names = async (): Promise<string[]> =>
    (await page.getByRole('row').allInnerTexts())
      .slice(1)
      .map((text) => text.split('\n').find((part) => /fit|filler|late/.test(part)) ?? '')
  await page.getByText('122 tasks').waitFor()
  await page.getByLabel('Hidden or not').selectOption('hidden')
  await page.getByText('123 tasks').waitFor()
  await page.getByLabel('Hidden or not').selectOption('')
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
  await page.getByRole('cell', { name: '9e-3' }).waitFor()

  await page.getByRole('button', { name: 'Updated' }).click()
  await expect.poll(async () => (await names())[0]).toMatch(/^filler/)
  await page
    .getByRole('row', { name: /filler/ })
    .first()
    .focus()
  await page.keyboard.press('End')
  await page.getByRole('row', { name: /fit high/ }).waitFor()
  await page.keyboard.press('Home')
  await page.getByRole('button', { name: 'Updated' }).click()
  await expect.poll(async () => (await names()).slice(0, 2)).toEqual(['fit high', 'fit low'])

  await page.getByRole('row', { name: /fit low/ }).hover()
  const before = (await names()).slice(0, 3)
  await web.world.api.tasks.create({ name: 'late', type: 'testing' })
  await page.getByRole('button', { name: '1 new' }).waitFor()
  expect((await names()).slice(0, 3)).toEqual(before)
  await page.getByRole('button', { name: '1 new' }).press('Enter')
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
  await page.getByRole('button', { name: 'Queued 2' }).waitFor()
  page.on('dialog', (dialog) => void dialog.accept())
  await bulk.getByRole('button', { name: 'Abort' }).click()
  await page.getByRole('button', { name: 'Aborted 2' }).waitFor()
  await bulk.getByRole('button', { name: 'Archive', exact: true }).click()
  await page.getByText('No task is as the filter asks.').waitFor()
  expect(await faultsInBothSchemes(page)).toEqual([])
  expect(faults).toEqual([])
})

test('five runs are compared: what differs first, curves over each other, images and code side by side', { timeout: 240_000 }, async () => {
  const pixel = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==', 'base64')
  const image = await upload(web.world, 'compared/pixel.png', pixel, 'image/png')
  const ids = await Promise.all(
    ['a', 'b', 'c', 'd', 'e'].map(async (name, index) => {
      const of = (parameter: string, value: string) => ({ [parameter]: { section: 'Args', name: parameter, value } })
      const { id } = await web.world.api.tasks.create({
        name: `compared ${name}`,
        type: 'training',
        hyperparams: { Args: { ...of('lr', String(index)), ...of('depth', '3'), ...of('aside', String(index % 2)) } },
        configuration: { net: { name: 'net', value: `depth: 3\nunits: ${index === 2 ? 16 : 8}\n` } },
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
      await web.world.api.events.add_batch([...scalars, ...(index < 2 ? [sample] : [])] as never)
      return id
    }),
  )
  const { page, faults } = await logInAt(web.browser, web.world, '/tasks')
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
      expect.stringMatching(/configuration net in the tab Configuration/),
    ])
  await page.getByText('2 parameters · 1 package').waitFor()
  await page.getByRole('cell', { name: '1 line removed, 1 added' }).first().waitFor()
  await page.getByRole('button', { name: 'All', exact: true }).click()
  await expect.poll(rows).toContainEqual(expect.stringContaining('Args/depth'))
  expect(await faultsInBothSchemes(page)).toEqual([])
  await page.getByRole('tab', { name: 'Metrics' }).click()
  await page.getByRole('button', { name: 'Base: compared b' }).click()
  await page.getByRole('columnheader', { name: 'base: compared b' }).waitFor()
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
  await page.getByRole('tab', { name: 'Configuration' }).click()
  await page.getByLabel('Beside').selectOption({ label: 'compared c' })
  await page.getByRole('cell', { name: 'only right: units: 16' }).waitFor()
  expect(await faultsInBothSchemes(page)).toEqual([])
  await page.goto(`${web.world.webUrl}/compare?ids=${JSON.stringify([ids[0]])}`)
  await page.getByText('Pick two or more tasks').waitFor()
  expect(faults).toEqual([])
})
