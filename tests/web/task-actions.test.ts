import { expect, test } from 'vitest'
import { logInAt } from './browser.ts'
import { expectNoWiderThanWindow, faultsInBothSchemes, smallTargets } from './page-checks.ts'
import { openWeb } from './web-test.ts'

const viewer = { id: 'watcher', name: 'Watcher', role: 'viewer', accessKey: 'WATCHER-KEY', secretKey: 'watcher-secret' }
const web = openWeb({ settings: { users: [viewer] } })

test('all actions on a task are on its page, and what destroys asks once and names what goes along', { timeout: 120_000 }, async () => {
  const { api } = web.world
  const { id: task } = await api.tasks.create({ name: 'fit', type: 'training', script: { binary: 'sh', diff: 'true' } })
  const { id: child } = await api.tasks.create({ name: 'inner', type: 'training', parent: task })
  await api.tasks.add_or_update_artifacts({ task, artifacts: [{ key: 'table', type: 'csv', uri: 'https://example.com/t.csv' }] })
  await api.tasks.started({ task })
  await api.tasks.completed({ task })
  const { page, faults } = await logInAt(web.browser, web.world, `/tasks/${task}`)
  const status = async () => (await api.tasks.get_by_id({ task })).task.status
  const more = page.getByRole('button', { name: /^Actions/ })
  const item = (name: string) => page.getByRole('menuitem', { name })
  await more.press('Enter')
  await item('Delete Only drafts and archived tasks are deleted: archive it first.').waitFor()
  expect(await item('Delete').isDisabled()).toBe(true)
  // By keys: from one item that can be used to the next, in a circle, and back to the button.
  const focused = () => page.locator(':focus').innerText()
  await expect.poll(focused).toBe('Reset')
  await page.keyboard.press('ArrowUp')
  const last = await focused()
  expect(last).not.toBe('Reset')
  await page.keyboard.press('Home')
  expect(await focused()).toBe('Reset')
  await page.keyboard.press('End')
  expect(await focused()).toBe(last)
  await page.keyboard.press('Escape')
  await item('Tag').waitFor({ state: 'detached' })
  await expect.poll(focused).toBe('Actions')
  await more.press('Enter')
  await item('Tag').waitFor()
  expect(await faultsInBothSchemes(page)).toEqual([])
  expect(await smallTargets(page)).toEqual([])
  await item('Tag').click()
  await page.getByLabel('Tag to add').fill('red')
  await page.getByRole('button', { name: 'Add' }).click()
  await expect.poll(async () => (await api.tasks.get_by_id({ task })).task.tags).toEqual(['red'])

  const asked: string[] = []
  page.on('dialog', (dialog) => {
    asked.push(dialog.message())
    void (asked.length === 1 ? dialog.dismiss() : dialog.accept())
  })
  await page.keyboard.press('Control+k')
  const palette = page.getByRole('dialog', { name: 'Go to' })
  await palette.getByRole('button', { name: /^Reset fit/ }).click()
  await expect.poll(() => asked.length).toBe(1)
  expect(asked[0]).toBe('Reset fit? This deletes its log, metrics and 1 artifact, with their files. The task below it stays.')
  expect(await status()).toBe('completed')
  await page.keyboard.press('Control+k')
  await palette.getByPlaceholder('A page, a name, an id …').fill('reset')
  await page.keyboard.press('Enter')
  await expect.poll(status).toBe('created')

  await more.click()
  await item('Archive').click()
  await expect.poll(async () => (await api.tasks.get_by_id({ task })).task.system_tags).toContain('archived')
  await more.click()
  await item('Unarchive').waitFor()
  await item('Clone').click()
  await page.getByRole('heading', { name: 'Clone of fit' }).waitFor()
  await page.goto(`${web.world.webUrl}/tasks/${task}`)
  await more.click()
  await item('Delete').click()
  await expect.poll(() => new URL(page.url()).pathname).toBe('/tasks')
  expect(asked.at(-1)).toBe('Delete fit? This also deletes its log and metrics. It cannot be undone. The 2 tasks below it stay.')
  await expect(api.tasks.get_by_id({ task })).rejects.toThrow(/task/)
  expect((await api.tasks.get_by_id({ task: child })).task.name).toBe('inner')
  expect(faults).toEqual([])
})

test('who may only look reads why in the menu and in the palette, on a phone as well', { timeout: 120_000 }, async () => {
  const { api } = web.world
  const { id: task } = await api.tasks.create({ name: 'fit', type: 'training' })
  const connection = { ...web.world.connection, ...viewer }
  const options = { viewport: { width: 390, height: 780 }, hasTouch: true, isMobile: true }
  const { page } = await logInAt(web.browser, { webUrl: web.world.webUrl, connection }, `/tasks/${task}`, options)
  await page.getByRole('button', { name: 'Enqueue' }).and(page.getByTitle('Your role, viewer, may look and not act.')).waitFor()
  await page.getByRole('button', { name: /^Actions/ }).tap()
  await page.getByRole('menuitem', { name: 'Publish Your role, viewer, may look and not act.' }).waitFor()
  for (const item of await page.getByRole('menuitem').all()) expect(await item.isDisabled()).toBe(true)
  await expectNoWiderThanWindow(page)
  expect(await smallTargets(page)).toEqual([])
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+k')
  const palette = page.getByRole('dialog', { name: 'Go to' })
  expect(await palette.getByRole('button', { name: /^Delete fit/ }).isDisabled()).toBe(true)
})
