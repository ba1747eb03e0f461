import { expect, test } from 'vitest'
import { logInAt } from './browser.ts'
import { expectRefused } from './page-checks.ts'
import { openWeb } from './web-test.ts'

const viewer = { id: 'watcher', name: 'Watcher', role: 'viewer', accessKey: 'WATCHER-KEY', secretKey: 'watcher-secret' }
const web = openWeb({ settings: { users: [viewer] } })

test('a session that has ended asks for a login, which leads back to where one was', { timeout: 60_000 }, async () => {
  const { id } = await web.world.api.tasks.create({ name: 'watched', type: 'training' })
  const { page, faults } = await logInAt(web.browser, web.world, `/tasks/${id}`)
  await page.getByRole('tab', { name: 'Parameters' }).click()
  await expect.poll(() => page.url()).toContain('tab=parameters')
  // As if it had expired, or been ended elsewhere.
  await page.context().request.post(`${web.world.webUrl}/login.logout`, { data: {}, headers: { origin: web.world.webUrl } })
  const ended = page.getByText('Your session has ended').waitFor()
  // The page may notice by itself before.
  await Promise.race([page.getByRole('tab', { name: 'Scalars' }).click(), ended])
  await ended
  await page.getByLabel('Name or access key').fill(web.world.connection.accessKey)
  await page.getByLabel('Password or secret key').fill(web.world.connection.secretKey)
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.getByRole('heading', { name: 'watched' }).waitFor()
  expect(new URL(page.url()).pathname).toBe(`/tasks/${id}`)
  expect(new URL(page.url()).search).toMatch(/^\?tab=(parameters|scalars)$/)
  expect(faults).toEqual([])
})

test('a viewer sees every action, and why it may not', { timeout: 60_000 }, async () => {
  const { api } = web.world
  const { id } = await api.tasks.create({ name: 'only watched', type: 'controller', system_tags: ['pipeline'] })
  await api.tasks.started({ task: id })
  const { id: queue } = await api.queues.create({ name: 'watched queue' })
  const { id: waiting } = await api.tasks.create({ name: 'waits', type: 'training', script: { diff: 'true' } })
  await api.tasks.enqueue({ task: waiting, queue })
  const { page, faults } = await logInAt(
    web.browser,
    { webUrl: web.world.webUrl, connection: { ...web.world.connection, ...viewer } },
    `/runs/${id}`,
  )
  const why = 'Your role, viewer, may look and not act.'
  await expectRefused(page, ['Abort', 'Pause', 'Retry failed', 'Run again'], why)
  await page.goto(`${web.world.webUrl}/queues`)
  await page.getByRole('link', { name: 'waits' }).waitFor()
  await expectRefused(page, ['New queue', 'Pause', 'To the front: waits', 'To the back: waits', 'Remove from the queue: waits'], why)
  expect(faults).toEqual([])
})
