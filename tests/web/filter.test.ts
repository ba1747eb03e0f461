import { expect, test } from 'vitest'
import { logInAt } from './browser.ts'
import { expectNoWiderThanWindow, faultsInBothSchemes, smallTargets } from './page-checks.ts'
import { openWeb } from './web-test.ts'

const web = openWeb()

test('tasks are filtered by what is typed: metrics, parameters, statuses, tags and words', { timeout: 120_000 }, async () => {
  const { api } = web.world
  for (const [name, acc, lr] of [
    ['weak net', 0.5, '0.1'],
    ['good net', 0.9, '0.1'],
    ['best net', 0.95, '-1'],
    ['a net without metrics', undefined, '0.1'],
  ] as const) {
    const hyperparams = { Args: { lr: { section: 'Args', name: 'lr', value: lr } } }
    const { id: task } = await api.tasks.create({ name, type: 'training', tags: name === 'good net' ? ['my tag'] : [], hyperparams })
    if (acc !== undefined)
      await api.events.add_batch([{ type: 'training_stats_scalar', task, metric: 'acc', variant: 'acc', iter: 1, value: acc }] as never)
    if (name === 'weak net') await api.tasks.started({ task })
  }
  const { page, faults } = await logInAt(web.browser, web.world, '/tasks')
  const names = async (): Promise<readonly string[]> =>
    (await page.getByRole('table', { name: 'Tasks' }).locator('.row').allInnerTexts())
      .map((text) => /[a-z ]*net[a-z ]*/.exec(text)?.[0].trim() ?? text)
      .toSorted()
  await expect.poll(names).toEqual(['a net without metrics', 'best net', 'good net', 'weak net'])
  const search = page.getByRole('textbox', { name: 'Search' })
  const finds = async (typed: string, ...found: readonly string[]) => {
    await search.fill(typed)
    await expect.poll(names, { message: typed }).toEqual(found)
  }
  await finds('acc>0.9', 'best net')
  await page.getByText('1 task', { exact: true }).waitFor()
  await finds('acc>=0.9', 'best net', 'good net')
  await finds('acc<0.9', 'weak net')
  await finds('acc<0.95 net acc>0.5', 'good net')
  await finds('lr=-1', 'best net')
  await finds('Args/lr=0.1 acc<=1', 'good net', 'weak net')
  await finds('status:running', 'weak net')
  await finds('tag:"my tag" type:training', 'good net')
  await finds('user:clearway weak', 'weak net')
  await finds('user:nobody')
  await finds('"net without"', 'a net without metrics')
  await finds('lr>0.01 net', 'a net without metrics', 'good net', 'weak net')
  await finds('lr < 0', 'best net')
  await finds('lr -1..0.05', 'best net')
  await finds('lr=..0.1 acc=0.9..', 'best net', 'good net')
  await page.getByText('2 tasks', { exact: true }).waitFor()
  await search.fill('lr>0.1 lr<=0.1')
  await page.getByText('No number is as asked of Args/lr.').waitFor()
  await finds('f1>0.5 best', 'best net')
  await page.getByText('No metric or parameter is called f1.').waitFor()
  expect(await faultsInBothSchemes(page)).toEqual([])
  await finds('acc>0.9', 'best net')
  await expect.poll(() => new URL(page.url()).searchParams.get('q')).toBe('acc>0.9')
  await page.reload()
  await expect.poll(names).toEqual(['best net'])
  expect(await search.inputValue()).toBe('acc>0.9')
  expect(faults).toEqual([])
})

test('views of the list of tasks are links, and what it shows is saved as another one', { timeout: 120_000 }, async () => {
  const { api } = web.world
  const { id: task } = await api.tasks.create({ name: 'broke today', type: 'testing' })
  await api.tasks.started({ task })
  await api.tasks.failed({ task })
  const at = Date.parse('2026-01-01T09:00:00Z')
  const old = {
    id: 'old failure',
    name: 'broke long ago',
    type: 'testing',
    status: 'failed',
    created: at,
    status_changed: at,
    last_update: at,
  }
  await api.imports.put({ source: 'views', projects: [], tasks: [old] as never })
  const { page, faults } = await logInAt(web.browser, web.world, '/tasks')
  const rows = page.getByRole('table', { name: 'Tasks' }).locator('.row')
  const open = page.getByRole('button', { name: 'Views' })
  await page.getByRole('row', { name: /broke long ago/ }).waitFor()
  await open.press('Enter')
  const views = page.getByRole('dialog', { name: 'Views' })
  await views.getByRole('link', { name: 'Failed today' }).press('Enter')
  await expect.poll(() => page.getByRole('textbox', { name: 'Search' }).inputValue()).toBe('status:failed changed:today')
  await expect.poll(() => rows.allInnerTexts()).toEqual([expect.stringMatching(/broke today/)])
  await page.getByLabel('Type').selectOption('testing')
  await open.click()
  await views.getByLabel('Name of a new view').fill('broken tests')
  await views.getByLabel('Name of a new view').press('Enter')
  await views.getByRole('link', { name: 'broken tests' }).waitFor()
  expect(await faultsInBothSchemes(page)).toEqual([])
  expect(await smallTargets(page)).toEqual([])
  await views.getByRole('link', { name: 'Mine' }).click()
  await expect.poll(() => new URL(page.url()).search).toBe('?q=user%3Ame')
  await page.getByRole('row', { name: /broke today/ }).waitFor()
  await page.reload()
  await open.click()
  await views.getByRole('link', { name: 'broken tests' }).click()
  await expect.poll(() => new URL(page.url()).searchParams.get('type')).toBe('testing')
  await expect.poll(() => rows.allInnerTexts()).toEqual([expect.stringMatching(/broke today/)])
  await open.click()
  await views.getByRole('button', { name: 'Remove the view broken tests' }).click()
  await views.getByRole('link', { name: 'broken tests' }).waitFor({ state: 'detached' })
  await page.setViewportSize({ width: 390, height: 844 })
  await expectNoWiderThanWindow(page)
  expect(faults).toEqual([])
})
