import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startAgentProcess } from '@clearway/testkit'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { statusOf } from '../server/queued-tasks.ts'
import { aServerRun, lookIn } from '../server/server-run.ts'
import { logInAt } from './browser.ts'
import { faultsInBothSchemes, smallTargets } from './page-checks.ts'
import { openWeb } from './web-test.ts'

const viewer = { id: 'watcher', name: 'Watcher', role: 'viewer', accessKey: 'WATCHER-KEY', secretKey: 'watcher-secret' }
const web = openWeb({ settings: { users: [viewer] } })

/** A run whose step `fit` has failed, and an agent that runs its steps: `fit` completes once it is mended. */
async function aFailedRun(name: string) {
  const { api, connection } = web.world
  const folder = await mkdtemp(join(tmpdir(), 'clearway-retry-from-'))
  const shell = async (of: string, diff: string) =>
    (await api.tasks.create({ name: `base of ${of}`, type: 'training', script: { binary: 'sh', entry_point: 'step.sh', diff } })).id
  const steps = [
    { name: 'load', baseTask: await shell('load', 'echo loaded') },
    { name: 'fit', baseTask: await shell('fit', `test -e ${folder}/mended || exit 3; echo fitted`), parents: ['load'] },
    { name: 'eval', baseTask: await shell('eval', 'echo evaluated'), parents: ['fit'] },
    { name: 'other', baseTask: await shell('other', 'echo other') },
  ]
  const { run, queue } = await aServerRun(api, steps, { name })
  const { name: queueName = '' } = (await api.queues.get_by_id({ queue })).queue
  const agent = await startAgentProcess(connection, { queues: [queueName] })
  await expect.poll(() => statusOf(api, run), { timeout: 60_000 }).toBe('failed')
  return {
    run,
    mend: () => writeFile(join(folder, 'mended'), ''),
    async [Symbol.asyncDispose]() {
      await agent[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const barOf = (page: Page, step: string) => page.getByRole('region', { name: `Retry from ${step}` })
const isRetrying = (page: Page): boolean => new URL(page.url()).searchParams.has('retry')

test(
  'what a retry from a step would repeat is marked, left alone, then confirmed by keys, and followed',
  { timeout: 180_000 },
  async () => {
    const { api } = web.world
    await using failed = await aFailedRun('retried by keys')
    const { run } = failed
    const load = await lookIn(api, run).task('load')
    const { seq } = await api.runs.get({ run })
    const { page, faults } = await logInAt(web.browser, web.world, `/runs/${run}`)

    // The page opens at the step that failed.
    await page.getByRole('button', { name: 'Retry from here' }).click()
    const bar = barOf(page, 'fit')
    await bar.getByText('2 steps run, 1 of them again; 2 keep their results.').waitFor()
    for (const name of ['fit: failed, runs again', 'eval: skipped, runs', 'load: completed, stays', 'other: completed, stays'])
      await page.getByRole('button', { name, exact: true }).waitFor()
    expect(await faultsInBothSchemes(page)).toEqual([])
    expect(await smallTargets(page)).toEqual([])
    await page.reload()
    await bar.getByRole('button', { name: 'Retry', exact: true }).waitFor()
    await page.keyboard.press('3')
    const row = (step: string) => page.getByRole('table', { name: 'Steps' }).getByRole('row').filter({ hasText: step })
    for (const [step, word] of [
      ['fit', 'runs again'],
      ['eval', 'runs'],
      ['other', 'stays'],
    ] as const)
      await row(step).getByRole('cell', { name: word, exact: true }).waitFor()
    expect(await faultsInBothSchemes(page)).toEqual([])
    await page.keyboard.press('2')
    await page
      .getByRole('button', { name: 'load: completed, stays' })
      .or(page.getByRole('button', { name: /^load: completed.*, stays/ }))
      .waitFor()
    expect(await faultsInBothSchemes(page)).toEqual([])

    await page.keyboard.press('Escape')
    await bar.waitFor({ state: 'detached' })
    expect([isRetrying(page), (await api.runs.get({ run })).seq]).toEqual([false, seq])

    await failed.mend()
    await page.keyboard.press('1')
    await page.keyboard.press('r')
    await bar.getByText('2 steps run').waitFor()
    await expect.poll(() => bar.evaluate((one) => one.matches(':focus'))).toBe(true)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await bar.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'fit: completed', exact: true }).waitFor({ timeout: 60_000 })
    await page.getByRole('button', { name: 'eval: completed', exact: true }).waitFor({ timeout: 60_000 })
    await page.getByRole('log').getByText('fitted').waitFor()
    await expect.poll(() => statusOf(api, run)).toBe('completed')
    expect(await lookIn(api, run).task('load')).toBe(load)
    expect((await api.runs.view({ run })).steps.map(({ name, tries }) => [name, tries?.length])).toEqual([
      ['load', undefined],
      ['fit', 1],
      ['eval', undefined],
      ['other', undefined],
    ])

    await page.getByRole('button', { name: 'load: completed', exact: true }).click()
    await page.keyboard.press('Control+k')
    await page.getByRole('textbox', { name: 'Go to' }).fill('retry from')
    await page.getByRole('button', { name: 'Retry from load' }).click()
    await barOf(page, 'load').getByText('3 steps run again, 1 keeps its result.').waitFor()
    await barOf(page, 'load').getByRole('button', { name: 'Cancel' }).click()
    await barOf(page, 'load').waitFor({ state: 'detached' })
    expect(faults).toEqual([])
  },
)

test('a retry that would lead nowhere says so before it is confirmed, and a viewer sees why not', { timeout: 180_000 }, async () => {
  await using failed = await aFailedRun('refused')
  const { page, faults } = await logInAt(web.browser, web.world, `/runs/${failed.run}`)
  await page.getByRole('button', { name: 'eval: skipped' }).click()
  await page.getByRole('button', { name: 'Ways to repeat the run' }).click()
  await page.getByRole('menuitem', { name: 'Retry from eval…' }).click()
  const bar = barOf(page, 'eval')
  await bar.getByRole('alert').getByText("Step 'eval' would be skipped again, because of 'fit': retry from 'fit'.").waitFor()
  expect(await bar.getByRole('button').allInnerTexts()).toEqual(['Cancel'])
  expect(faults).toEqual([])

  const watching = { webUrl: web.world.webUrl, connection: { ...web.world.connection, ...viewer } }
  const { page: watched } = await logInAt(web.browser, watching, `/runs/${failed.run}`)
  await watched.goto(`${web.world.webUrl}/runs/${failed.run}?step=fit&retry=fit`)
  const why = 'Your role, viewer, may look and not act.'
  await barOf(watched, 'fit').getByText(why).waitFor()
  for (const name of ['Retry', 'Retry from here']) {
    const button = watched.getByRole('button', { name, exact: true }).and(watched.getByTitle(why))
    expect(await button.isDisabled()).toBe(true)
  }
})

test('on a phone the marked steps come into sight, and nothing is wider than the page', { timeout: 180_000 }, async () => {
  await using failed = await aFailedRun('on a phone')
  const { page, faults } = await logInAt(web.browser, web.world, `/runs/${failed.run}`, { viewport: { width: 390, height: 844 } })
  await page.getByRole('row').filter({ hasText: 'fit' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Retry from here' }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await barOf(page, 'fit').getByRole('button', { name: 'Retry', exact: true }).waitFor()
  await page.getByRole('cell', { name: 'runs again', exact: true }).waitFor()
  const table = page.getByRole('table', { name: 'Steps' })
  expect(await table.evaluate((one) => one.scrollWidth - one.clientWidth)).toBe(0)
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390)
  expect(await faultsInBothSchemes(page)).toEqual([])
  expect(await smallTargets(page)).toEqual([])
  expect(faults).toEqual([])
})

test('a run is repeated with the same parameters, and aborted with a reason', { timeout: 180_000 }, async () => {
  const { api } = web.world
  const { run } = await aServerRun(api, [{ name: 'waits' }], { name: 'repeated' })
  const { page, faults } = await logInAt(web.browser, web.world, `/runs/${run}`)
  await page.getByRole('button', { name: 'Ways to repeat the run' }).click()
  await page.getByRole('menuitem', { name: 'Run again with the same parameters' }).click()
  await page.waitForURL((url) => url.pathname.startsWith('/runs/') && !url.pathname.endsWith(run))
  const again = new URL(page.url()).pathname.replace('/runs/', '')
  await page.getByRole('button', { name: 'waits: queued' }).waitFor()
  page.once('dialog', (dialog) => void dialog.accept('wrong data'))
  await page.getByRole('button', { name: 'Ways to stop the run' }).click()
  await page.getByRole('menuitem', { name: 'Abort with a reason…' }).click()
  await expect.poll(() => statusOf(api, again)).toBe('stopped')
  expect((await api.tasks.get_by_id({ task: again })).task.status_reason).toBe('wrong data')
  await page.getByText('wrong data').first().waitFor()
  expect(await statusOf(api, run)).toBe('in_progress')
  expect(faults).toEqual([])
})
