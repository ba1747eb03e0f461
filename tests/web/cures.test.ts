import { expect, test } from 'vitest'
import { fakeAgent } from '../server/fake-agent.ts'
import { statuses } from '../server/fake-stock-agent.ts'
import { logInAt } from './browser.ts'
import { faultsInBothSchemes } from './page-checks.ts'
import { aWaitingStep } from './waiting-step.ts'
import { openWeb } from './web-test.ts'

const web = openWeb()

test('after a cure its page says how much later the task started', { timeout: 120_000 }, async () => {
  const { api } = web.world
  const { id: queue } = await api.queues.create({ name: 'paused' })
  await api.queues.pause({ queue })
  const { id: task } = await api.tasks.create({ name: 'fit', type: 'training', script: { diff: 'true' } })
  await api.tasks.enqueue({ task, queue })
  const agent = fakeAgent(api, 'trainer', { queues: [queue] })
  await agent.claim()
  const { page, faults } = await logInAt(web.browser, web.world, `/tasks/${task}`)
  const card = page.getByRole('region', { name: 'Why it waits' })
  await card.getByRole('button', { name: 'Resume the queue' }).press('Enter')
  await agent.start(await agent.claimOne())
  await page.getByText(/^Started [\d.]+ s later\.$/).waitFor()
  await card.waitFor({ state: 'detached' })
  expect(await faultsInBothSchemes(page)).toEqual([])
  expect(faults).toEqual([])
})

test('a cure that the server carries out by itself counts down until then', { timeout: 120_000 }, async () => {
  const { api } = web.world
  const { controller, stock, processes, step } = await aWaitingStep(web.world)
  const { page, faults } = await logInAt(web.browser, web.world, `/tasks/${step}`)
  const left = page.getByRole('region', { name: 'Why it waits' }).getByRole('timer')
  const seen = left.filter({ hasText: /^(in [1-6] s|now)$/ }).waitFor()
  // The last change before the cure: without the wait nothing is stalled.
  await fakeAgent(api, 'services', { queues: [], slots: 0, light: 'any' }).claim()
  await statuses(processes, [step])
  await seen
  await expect.poll(async () => (await stock.readStatus(controller)) ?? '', { timeout: 30_000 }).toBe('queued')
  await left.waitFor({ state: 'detached' })
  expect(faults).toEqual([])
})
