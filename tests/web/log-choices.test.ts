import { expect, test } from 'vitest'
import { asAttempt, fakeAgent } from '../server/fake-agent.ts'
import { logInAt } from './browser.ts'
import { expectNoWiderThanWindow, faultsInBothSchemes, smallTargets } from './page-checks.ts'
import { openWeb } from './web-test.ts'

const web = openWeb()

/** A task of two attempts, each with a line of three levels. */
async function twoAttempts(): Promise<string> {
  const { api, url } = web.world
  const { id: queue } = await api.queues.create({ name: 'log choices' })
  const { id: task } = await api.tasks.create({ name: 'fit', type: 'training', script: { binary: 'sh', diff: 'true' } })
  const agent = fakeAgent(api, 'gpu-1', { queues: [queue] })
  for (const attempt of [1, 2]) {
    await api.tasks.enqueue({ task, queue })
    const lease = await agent.claimOne()
    await agent.start(lease)
    const said = [
      ['info', 'begins'],
      ['WARNING', 'is slow'],
      ['error', 'has no memory'],
    ] as const
    const start = Date.UTC(2026, 0, attempt, 12)
    await asAttempt(url, lease).events.add_batch(
      said.map(([level, what], n) => ({ type: 'log', task, level, msg: `attempt ${attempt} ${what}`, timestamp: start + n * 1500 })),
    )
    await agent.end(lease, 'failed')
  }
  return task
}

test('a log is limited to a level and an attempt and has times, all of which the address holds', { timeout: 120_000 }, async () => {
  const task = await twoAttempts()
  const { page, faults } = await logInAt(web.browser, web.world, `/tasks/${task}`)
  const log = page.getByRole('log')
  const lines = () => log.locator('.line').allInnerTexts()
  const search = () => new URL(page.url()).search
  await page.getByText('6 lines').waitFor()
  await page.getByLabel('Level of this log').selectOption('Warnings and errors')
  await page.getByText('4 lines').waitFor()
  await page.getByLabel('Attempt', { exact: true }).selectOption('Attempt 2')
  await page.getByText('2 lines').waitFor()
  await page.getByLabel('Times').selectOption('Since start')
  await expect
    .poll(async () => (await lines()).map((line) => line.replaceAll('\n', ' ')))
    .toEqual([expect.stringMatching(/^5 ?\+1\.500 ?attempt 2 is slow$/), expect.stringMatching(/^6 ?\+3\.000 ?attempt 2 has no memory$/)])
  expect(await faultsInBothSchemes(page)).toEqual([])
  await page.getByRole('tab', { name: 'Code' }).click()
  await page.getByRole('tab', { name: 'Log' }).click()
  await page.getByText('2 lines').waitFor()
  await log.getByRole('button', { name: '6' }).click()
  await expect.poll(search).toContain('line=L6')
  await page.reload()
  await page.getByText('2 lines').waitFor()
  expect(search()).toMatch(/(?=.*least=warning)(?=.*attempt=2)(?=.*times=start)/)
  await log.locator('.line.hit', { hasText: 'attempt 2 has no memory' }).waitFor()
  await page.getByLabel('Times').selectOption('Since the line before')
  await log.getByText('+1.500').waitFor()
  await page.getByLabel('Attempt', { exact: true }).selectOption('Any attempt')
  await page.getByLabel('Level of this log').selectOption('Any level')
  await page.getByLabel('Times').selectOption('No times')
  await page.getByText('6 lines').waitFor()
  expect(await log.locator('.stamp').count()).toBe(0)
  expect(faults).toEqual([])
})

test('on a phone the choices of a log wrap, and a level that no line has leaves them there', { timeout: 120_000 }, async () => {
  const { api } = web.world
  const { id: task } = await api.tasks.create({ name: 'calm', type: 'training' })
  await api.events.add_batch([{ type: 'log', task, msg: 'all is well', timestamp: 1000 }])
  const options = { viewport: { width: 390, height: 780 }, hasTouch: true, isMobile: true }
  const { page, faults } = await logInAt(web.browser, web.world, `/tasks/${task}`, options)
  await page.getByText('1 line', { exact: true }).waitFor()
  await page.getByLabel('Times').selectOption('Clock')
  await page
    .getByRole('log')
    .getByText(/^\d\d:\d\d:01\.000$/)
    .waitFor()
  expect(await smallTargets(page)).toEqual([])
  await expectNoWiderThanWindow(page)
  await page.getByLabel('Level of this log').selectOption('Errors')
  await page.getByText('No line is of this level and this attempt.').waitFor()
  await page.getByLabel('Level of this log').selectOption('Any level')
  await page.getByText('all is well').waitFor()
  expect(faults).toEqual([])
})
