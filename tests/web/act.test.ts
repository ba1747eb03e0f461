import { database, startServer, type World } from '@clearway/testkit'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fakeAgent } from '../server/fake-agent.ts'
import { fakeStockAgent, statuses } from '../server/fake-stock-agent.ts'
import { logInAt, openBrowser, seriousFaults } from './browser.ts'

let world: World
let browser: Browser
beforeAll(async () => {
  ;[world, browser] = await Promise.all([startServer(database), openBrowser()])
})
afterAll(async () => {
  await browser.close()
  await world[Symbol.asyncDispose]()
})

test('a stall appears with its ring, and the button of its cure ends it', { timeout: 120_000 }, async () => {
  const { api } = world
  // The only slot of the queue is a published agent's, and is held by a controller that waits for a step in the same queue.
  const { id: queue } = await api.queues.create({ name: 'training' })
  const { id: controller } = await api.tasks.create({ name: 'iris', type: 'controller', system_tags: ['pipeline'] })
  await api.tasks.enqueue({ task: controller, queue })
  const stock = await fakeStockAgent(world.connection, 'vm', [queue])
  await stock.take(queue)
  const processes = await stock.child(controller)
  const { id: step } = await processes.tasks.create({ name: 'train', type: 'training', parent: controller })
  await processes.tasks.enqueue({ task: step, queue })
  const lane = fakeAgent(api, 'services', { queues: [], slots: 0, light: 'own' })
  await lane.claim()
  const { page, faults } = await logInAt(browser, world, `/tasks/${step}`)
  const card = page.getByRole('region', { name: 'Why it waits' })
  await card.waitFor()
  // The page is open when the wait becomes a stall.
  await statuses(processes, [step])
  await api.tasks.update({ task: step, comment: 'a change, after which the page asks again' })
  const ring = card.getByRole('list', { name: 'The ring of what waits for what' })
  await expect.poll(() => ring.getByRole('link').allInnerTexts()).toEqual(['train', 'training', 'vm', 'iris', 'train'])
  await card.getByText('npx clearway agent --queue training').waitFor()
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme })
    expect(await seriousFaults(page)).toEqual([])
  }
  await page.goto(`${world.webUrl}/`)
  await page.getByRole('region', { name: 'Stalls' }).getByRole('button', { name: 'Let it take them' }).waitFor()
  await page.goto(`${world.webUrl}/tasks/${step}`)
  await card.getByRole('button', { name: 'Let it take them' }).press('Enter')
  await card.getByRole('button', { name: 'Move it now' }).waitFor()
  await expect.poll(async () => (await stock.readStatus(controller)) ?? '', { timeout: 30_000 }).toBe('queued')
  await stock.release()
  expect(await stock.take(queue)).toBe(step)
  await card.waitFor({ state: 'detached' })
  expect(faults).toEqual([])
})
