import { expect, test } from 'vitest'
import { asAttempt, fakeAgent } from '../server/fake-agent.ts'
import { aTask } from '../server/queued-tasks.ts'
import { aServerRun } from '../server/server-run.ts'
import { logInAt } from './browser.ts'
import { openWeb } from './web-test.ts'

const web = openWeb()

/** A run whose step `fit` failed three times: twice as one task, then as another. Each attempt has written a line, and so has the run. */
async function retriedRun(): Promise<string> {
  const { api, url } = web.world
  const { run, queue, task } = await aServerRun(api, [{ name: 'fit' }])
  await api.events.add_batch([{ type: 'log', task: run, msg: 'the run said it', timestamp: 1000 }])
  const agent = fakeAgent(api, 'gpu-1', { queues: [queue] })
  for (const which of ['first', 'second', 'third']) {
    await expect.poll(() => task('fit')).toBeDefined()
    const lease = await agent.claimOne()
    await agent.start(lease)
    await asAttempt(url, lease).events.add_batch([{ type: 'log', task: lease.task, msg: `the ${which} said it`, timestamp: 2000 }])
    await agent.end(lease, 'failed')
    await expect.poll(async () => (await api.tasks.get_by_id({ task: run })).task.status).toBe('failed')
    if (which === 'first') await api.runs.retry({ run })
    else if (which === 'second') await api.runs.retry({ run, from: 'fit', base_tasks: { fit: await aTask(api) } })
  }
  return run
}

test(
  'a line that the search in the logs of a run finds opens in the log of its attempt, whichever is the latest',
  { timeout: 120_000 },
  async () => {
    const run = await retriedRun()
    const { page, faults } = await logInAt(web.browser, web.world, `/runs/${run}`)
    const search = () => new URL(page.url()).searchParams
    await page.getByRole('button', { name: 'Log', exact: true }).click()
    await page.getByLabel('Search the logs of all steps').fill('said it')
    const found = (text: string) => page.getByRole('region', { name: 'Run as log' }).getByRole('button', { name: text })
    const marked = (text: string) => page.getByRole('log').locator('.line.hit', { hasText: text }).waitFor()
    await found('the first said it').click()
    await marked('the first said it')
    expect(Object.fromEntries(search())).toMatchObject({ step: 'fit', attempt: '1', line: 'L1' })
    await page.reload()
    await marked('the first said it')
    for (const [which, attempt] of [
      ['second', '2'],
      ['third', '3'],
    ] as const) {
      await found(`the ${which} said it`).click()
      await marked(`the ${which} said it`)
      expect(search().get('attempt')).toBe(attempt)
    }
    await found('the run said it').click()
    await marked('the run said it')
    expect(search().get('step')).toBeNull()
    // A line that is picked in a log keeps its attempt too.
    await page.goto(`${web.world.webUrl}/runs/${run}?step=fit`)
    await page.getByRole('log').getByText('the third said it').waitFor()
    await page.getByRole('log').getByRole('button', { name: '1', exact: true }).click()
    await expect.poll(() => search().get('attempt')).toBe('3')
    expect(faults).toEqual([])
  },
)

test('a failed run opens at the step that failed, its log at its error; the controller is a click away', { timeout: 120_000 }, async () => {
  const { api, url, webUrl } = web.world
  const { run, queue, task } = await aServerRun(api, [{ name: 'load' }])
  await expect.poll(() => task('load')).toBeDefined()
  const agent = fakeAgent(api, 'gpu-2', { queues: [queue] })
  const lease = await agent.claimOne()
  await agent.start(lease)
  const lines = Array.from({ length: 400 }, (_, n) => (n === 200 ? 'RuntimeError: CUDA out of memory' : `epoch ${n}`))
  await asAttempt(url, lease).events.add_batch(lines.map((msg, n) => ({ type: 'log', task: lease.task, msg, timestamp: 1000 + n })))
  await agent.end(lease, 'failed')
  await expect.poll(async () => (await api.tasks.get_by_id({ task: run })).task.status).toBe('failed')
  const { page, faults } = await logInAt(web.browser, web.world, `/runs/${run}`)
  const search = () => Object.fromEntries(new URL(page.url()).searchParams)
  await page.getByRole('complementary', { name: 'load' }).waitFor()
  expect(search()).toEqual({ step: 'load' })
  const error = page.getByRole('log').getByText('RuntimeError: CUDA out of memory')
  await error.waitFor()
  const bottom = async (): Promise<number> => {
    const { y = Infinity, height = 0 } = (await error.boundingBox()) ?? {}
    return y + height
  }
  await expect.poll(bottom).toBeLessThan(page.viewportSize()?.height ?? 0)
  await expect.poll(() => page.getByRole('switch', { name: 'Follow' }).isChecked()).toBe(false)
  // The strip lies beside the lines.
  const [lies, text] = [await page.locator('.log-strip').boundingBox(), await page.getByRole('log').boundingBox()]
  expect(lies?.x).toBeGreaterThanOrEqual((text?.x ?? 0) + (text?.width ?? 0))
  await page.getByRole('link', { name: 'its controller' }).click()
  await page.getByRole('complementary', { name: 'The controller' }).waitFor()
  expect(search()).toEqual({})
  // An address that says what to look at keeps its word.
  await page.goto(`${webUrl}/runs/${run}?tab=parameters`)
  await page.getByRole('complementary', { name: 'The controller' }).waitFor()
  expect(faults).toEqual([])
})
