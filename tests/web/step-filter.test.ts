import { expect, test } from 'vitest'
import { logInAt } from './browser.ts'
import { faultsInBothSchemes } from './page-checks.ts'
import { openWeb } from './web-test.ts'

const web = openWeb()

test('the steps of a run are filtered by words, in each view, which the address says', { timeout: 120_000 }, async () => {
  const { api } = web.world
  const states = { load: 'completed', 'fit small': 'failed', 'fit large': 'in_progress', report: 'created' } as const
  const nodes: [string, unknown][] = []
  for (const [name, status] of Object.entries(states)) {
    const { id: task } = await api.tasks.create({ name: `step ${name}`, type: 'training' })
    if (status !== 'created') await api.tasks.started({ task })
    if (status === 'completed') await api.tasks.completed({ task })
    if (status === 'failed') await api.tasks.failed({ task })
    nodes.push([name, { job_id: task, parents: name === 'load' ? [] : ['load'] }])
  }
  const configuration = { Pipeline: { value: JSON.stringify(Object.fromEntries(nodes)) } }
  const { id: run } = await api.tasks.create({ name: 'words', type: 'controller', configuration })
  await api.tasks.started({ task: run })
  const { page, faults } = await logInAt(web.browser, web.world, `/runs/${run}`)
  const box = (name: string) => page.getByRole('toolbar', { name: 'Steps' }).getByRole('button', { name: new RegExp(`^${name}`) })
  await box('report').waitFor()
  await page.keyboard.press('/')
  await page.keyboard.type('fit -state:failed')
  const dimmed = async (): Promise<ReadonlySet<string | null>> =>
    new Set(await Promise.all((await page.locator('.node.dimmed').all()).map((node) => node.getAttribute('title'))))
  await expect.poll(dimmed).toEqual(new Set(['fit small', 'load', 'report']))
  await expect.poll(() => new URL(page.url()).searchParams.get('steps')).toBe('fit -state:failed')
  expect(await faultsInBothSchemes(page)).toEqual([])
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Table' }).click()
  const rows = page.getByRole('table', { name: 'Steps' }).locator('.row')
  await expect.poll(() => rows.allInnerTexts()).toHaveLength(1)
  await rows.filter({ hasText: 'fit large' }).waitFor()
  await page.getByRole('button', { name: 'Timeline' }).click()
  await page.getByRole('button', { name: /^fit large: / }).waitFor()
  expect(await page.getByRole('button', { name: /^load: / }).count()).toBe(0)
  await page.reload()
  await page.getByRole('button', { name: /^fit large: / }).waitFor()
  const filter = page.getByRole('textbox', { name: 'Filter steps' })
  expect(await filter.inputValue()).toBe('fit -state:failed')
  await filter.fill('fit')
  await page.getByRole('button', { name: /^fit small: / }).waitFor()
  await filter.fill('nothing of this')
  await page.getByText('No step is as the filter asks.').waitFor()
  await filter.fill('')
  await page.getByRole('button', { name: /^load: / }).waitFor()
  await expect.poll(() => new URL(page.url()).searchParams.has('steps')).toBe(false)
  expect(faults).toEqual([])
})
