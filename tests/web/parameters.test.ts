import { expect, test } from 'vitest'
import { aServerDraft, lookIn, runTask } from '../server/server-run.ts'
import { logInAt } from './browser.ts'
import { faultsInBothSchemes, smallTargets } from './page-checks.ts'
import { openWeb } from './web-test.ts'

const web = openWeb()

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
    expect(await page.locator('html').evaluate(({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth)).toBe(true)
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
