import { expect, test } from 'vitest'
import { fakeAgent } from '../server/fake-agent.ts'
import { logInAt, seriousFaults } from './browser.ts'
import { openWeb } from './web-test.ts'

const web = openWeb()

test('a queue is made, reordered by mouse and by keys, paused, and gives a task to another queue', { timeout: 120_000 }, async () => {
  const { api } = web.world
  const { page, faults } = await logInAt(web.browser, web.world, '/queues')
  for (const name of ['large gpus', 'small gpus']) {
    await page.getByRole('button', { name: 'New queue' }).click()
    await page.getByRole('dialog').getByLabel('Name').fill(name)
    await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click()
    await page.getByRole('region', { name: `Queue ${name}` }).waitFor()
  }
  const { queues } = await api.queues.get_all({ name: 'large gpus' })
  for (const name of ['a', 'b', 'c', 'd']) {
    const { id } = await api.tasks.create({ name: `job-${name}`, type: 'training', script: { diff: 'true' } })
    await api.tasks.enqueue({ task: id, queue: queues[0]!.id })
  }
  const queue = page.getByRole('region', { name: 'Queue large gpus' })
  const order = async (): Promise<string> =>
    (await queue.getByRole('listitem').getByRole('link').allInnerTexts()).join('').replaceAll('job-', '')
  await expect.poll(order).toBe('abcd')
  await queue.getByRole('link', { name: 'job-c' }).press('j')
  await queue.getByRole('link', { name: 'job-d' }).and(page.locator(':focus')).press('Alt+ArrowUp')
  await expect.poll(order).toBe('abdc')
  await page.getByRole('status').getByText('job-d is now number 3 of 4.').waitFor()
  await queue
    .getByRole('listitem')
    .filter({ hasText: /^4/ })
    .dragTo(queue.getByRole('listitem').filter({ hasText: /^2/ }))
  await expect.poll(order).toBe('acbd')
  await queue.getByRole('button', { name: 'To the back: job-a' }).click()
  await expect.poll(order).toBe('cbda')
  await queue.getByRole('button', { name: 'Pause' }).click()
  await queue.getByRole('button', { name: 'Resume' }).waitFor()
  await queue.getByLabel('Move to another queue: job-b').selectOption('small gpus')
  await expect.poll(order).toBe('cda')
  await page.getByRole('region', { name: 'Queue small gpus' }).getByRole('link', { name: 'job-b' }).waitFor()
  await queue.getByRole('button', { name: 'Remove from the queue: job-d' }).click()
  await expect.poll(order).toBe('ca')
  expect((await api.tasks.get_all({ name: '^job-d$', only_fields: ['status'] })).tasks).toMatchObject([{ status: 'created' }])
  expect(await seriousFaults(page)).toEqual([])
  expect(faults).toEqual([])
})

test('of a queue that only a light lane of any queue takes from, its page says what that takes', { timeout: 120_000 }, async () => {
  const { api } = web.world
  const { id: queue } = await api.queues.create({ name: 'of nobody' })
  const { page, faults } = await logInAt(web.browser, web.world, '/queues')
  const card = page.getByRole('region', { name: 'Queue of nobody' })
  await card.getByText('nobody serves it').waitFor()
  await fakeAgent(api, 'controllers', { queues: [], slots: 0, light: 'any' }).claim()
  await card.getByText('a light lane takes controllers and services, nobody takes other tasks').waitFor()
  expect(await card.getByText('npx clearway agent').count()).toBe(0)
  const { id: task } = await api.tasks.create({ name: 'fit', type: 'training', script: { diff: 'true' } })
  await api.tasks.enqueue({ task, queue })
  await card.getByText('npx clearway agent --queue of nobody').waitFor()
  await page.goto(`${web.world.webUrl}/queues/${queue}`)
  await page.getByRole('region', { name: 'Nobody serves it' }).getByRole('link', { name: 'controllers' }).waitFor()
  expect(faults).toEqual([])
})
