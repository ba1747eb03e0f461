import { startAgentProcess } from '@clearway/testkit'
import { expect, test } from 'vitest'
import { fakeAgent } from '../server/fake-agent.ts'
import { aTask } from '../server/queued-tasks.ts'
import { roleUsers, keysOf } from '../server/role-users.ts'
import { logInAt } from './browser.ts'
import { expectRefused, faultsInBothSchemes } from './page-checks.ts'
import { openWeb } from './web-test.ts'

const web = openWeb({ settings: { users: roleUsers } })

test('a queue has a page: what waits and why, curves, who serves it, its settings', { timeout: 120_000 }, async () => {
  const { api } = web.world
  const { id: queue } = await api.queues.create({ name: 'large' })
  await api.queues.create({ name: 'small' })
  for (const name of ['a', 'b', 'c']) {
    const { id } = await api.tasks.create({ name: `job-${name}`, type: 'training', script: { diff: 'true' } })
    await api.tasks.enqueue({ task: id, queue })
  }
  const agent = fakeAgent(api, 'large-1', { queues: [queue], light: 'own' })
  await agent.start(await agent.claimOne({ version: '1.2.3' }))
  await api.queues.get_queue_metrics({ from_date: 0, to_date: Date.now() / 1000, interval: 3600, queue_ids: [queue], refresh: true })

  const { page, faults } = await logInAt(web.browser, web.world, '/queues')
  await page.getByRole('region', { name: 'Queue large' }).getByRole('link', { name: 'large', exact: true }).click()
  await page.waitForURL((url) => url.pathname === `/queues/${queue}`)
  await expect.poll(() => page.title()).toBe('large · Clearway')
  await page.getByRole('navigation', { name: 'Path' }).getByRole('link', { name: 'Queues' }).waitFor()
  const entries = page.getByRole('region', { name: 'Queue large' })
  const order = async (): Promise<string> =>
    (await entries.getByRole('listitem').getByRole('link').allInnerTexts()).join('').replaceAll('job-', '')
  await expect.poll(order).toBe('bc')
  await entries.getByText('2 busy').waitFor()
  await entries.getByRole('link', { name: 'job-c' }).press('Alt+ArrowUp')
  await expect.poll(order).toBe('cb')
  await entries.getByLabel('Move to another queue: job-b').selectOption('small')
  await expect.poll(order).toBe('c')
  await page.getByRole('button', { name: 'Pause' }).click()
  await page.getByText('· paused: nothing is taken from it').waitFor()
  await page.getByRole('button', { name: 'Resume' }).click()

  const load = page.getByRole('region', { name: 'How much waited' })
  await load.getByRole('img', { name: 'Tasks that waited: tasks' }).waitFor()
  await load.getByRole('img', { name: 'Minutes that they had waited: minutes' }).waitFor()
  await load.getByRole('button', { name: '7 days' }).click()
  await expect.poll(() => page.url()).toContain('hours=168')
  await page.getByRole('region', { name: 'Worker large-1' }).getByRole('link', { name: 'job-a' }).waitFor()

  const settings = page.getByRole('region', { name: 'Settings' })
  await settings.getByRole('textbox', { name: /^Name/ }).fill('larger')
  await settings.getByLabel('Tags').fill('gpu, night,')
  await settings.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('heading', { level: 1, name: 'larger' }).waitFor()
  expect((await api.queues.get_by_id({ queue })).queue).toMatchObject({ name: 'larger', tags: ['gpu', 'night'] })
  expect(await faultsInBothSchemes(page)).toEqual([])
  await page.goto(`${web.world.webUrl}/queues/larger`)
  page.once('dialog', (dialog) => void dialog.accept())
  await settings.getByRole('button', { name: 'Empty' }).click()
  await entries.getByText('Nothing waits.').waitFor()
  page.once('dialog', (dialog) => void dialog.accept())
  await settings.getByRole('button', { name: 'Delete' }).click()
  await page.waitForURL((url) => url.pathname === '/queues')
  await page.goto(`${web.world.webUrl}/queues/${queue}`)
  await page.getByRole('heading', { name: 'This queue cannot be shown' }).waitFor()
  expect(faults).toEqual([])
})

test('a worker has a page: its slots, its machine over time, what it has run, also after it has left', { timeout: 120_000 }, async () => {
  const { api } = web.world
  const { id: queue } = await api.queues.create({ name: 'compute' })
  const run = await aTask(api, 'controller', { name: 'iris #7' })
  for (const [name, type] of [
    ['fit', 'training'],
    ['misplaced', 'controller'],
  ] as const) {
    const { id } = await api.tasks.create({ name, type, ...(type === 'training' ? { parent: run } : {}), script: { diff: 'true' } })
    await api.tasks.enqueue({ task: id, queue })
  }
  const agent = fakeAgent(api, 'compute-1', { queues: [queue] })
  const offer = { version: '1.2.3', cpus: 8, memory: 2048, labels: ['ssd'] }
  const lease = await agent.claimOne(offer)
  await agent.start(lease)
  await agent.end(lease, 'failed')
  await agent.start(await agent.claimOne(offer))
  await api.workers.report_machine({ worker: 'compute-1', machine_stats: { cpu_usage: [20, 40], gpu_usage: [81], memory_used: 2048 } })

  const { page, faults } = await logInAt(web.browser, web.world, '/workers')
  await page.getByRole('region', { name: 'Worker compute-1' }).getByRole('link', { name: 'compute-1' }).click()
  await page.waitForURL((url) => url.pathname === '/workers/compute-1')
  await expect.poll(() => page.title()).toBe('compute-1 · Clearway')
  const slots = page.getByRole('region', { name: 'What it runs' })
  await slots.getByText('a controller holds this slot').waitFor()
  for (const fact of ['no GPU, 8 CPUs, 2.1 GB of memory', 'ssd', '1.2.3', 'compute']) await slots.getByText(fact, { exact: true }).waitFor()
  await page.getByRole('img', { name: 'Load, %: CPU, GPU 0' }).waitFor()
  await page.getByRole('img', { name: 'Memory, GB: used' }).waitFor()
  const history = page.getByRole('region', { name: 'What it has run' })
  await expect.poll(() => history.getByRole('listitem').count()).toBe(2)
  await history.getByRole('listitem').filter({ hasText: 'it failed' }).getByRole('link', { name: 'iris #7' }).waitFor()
  await page.getByRole('button', { name: 'Drain compute-1' }).click()
  await page.getByText('drained: takes no further tasks').waitFor()
  expect(await faultsInBothSchemes(page)).toEqual([])
  await page.goto(`${web.world.webUrl}/workers/compute-1:0`)
  await page.getByRole('heading', { level: 1, name: 'compute-1', exact: true }).waitFor()
  await api.workers.unregister({ worker: 'compute-1:0' })
  await page.goto(`${web.world.webUrl}/workers/compute-1`)
  await page.getByText('It is not here any more.').waitFor()
  await history.getByRole('link', { name: 'fit' }).waitFor()
  await page.goto(`${web.world.webUrl}/workers/nobody`)
  await page.getByRole('heading', { name: 'This worker cannot be shown' }).waitFor()
  expect(faults).toEqual([])
})

test('who may only look sees every button of a queue and of a worker, disabled, with the reason', { timeout: 120_000 }, async () => {
  const { api } = web.world
  const { id: queue } = await api.queues.create({ name: 'watched' })
  const { id } = await api.tasks.create({ name: 'waits', type: 'training', script: { diff: 'true' } })
  await api.tasks.enqueue({ task: id, queue })
  await fakeAgent(api, 'watched-1', { queues: [] }).claim()
  const viewer = keysOf('viewer')
  const { page } = await logInAt(
    web.browser,
    { webUrl: web.world.webUrl, connection: { ...web.world.connection, ...viewer } },
    `/queues/${queue}`,
  )
  const why = 'Your role, viewer, may look and not act.'
  await expectRefused(page, ['Pause', 'Save', 'Empty', 'Delete', 'Remove from the queue: waits'], why)
  await page.goto(`${web.world.webUrl}/workers/watched-1`)
  await expectRefused(page, ['Drain watched-1'], why)
})

test('a name cannot turn the title of the tab around', { timeout: 120_000 }, async () => {
  const { id } = await web.world.api.tasks.create({ name: 'fit \u202egnp.exe', type: 'training' })
  const { page } = await logInAt(web.browser, web.world, `/tasks/${id}`)
  await expect.poll(() => page.title()).toBe('○ fit gnp.exe · Clearway')
})

test('an agent of our own reports its version', { timeout: 120_000 }, async () => {
  await using _agent = await startAgentProcess(web.world.connection, { name: 'versioned', queues: ['default'], version: '9.9.9' })
  await expect
    .poll(async () => (await web.world.api.workers.get_all({ worker_pattern: '^versioned' })).workers.map(({ version }) => version))
    .toContain('9.9.9')
})
