import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { fakeAgent } from '../server/fake-agent.ts'
import { aServerRun } from '../server/server-run.ts'
import { logInAt } from './browser.ts'
import { faultsInBothSchemes } from './page-checks.ts'
import { openWeb } from './web-test.ts'

const viewer = { id: 'watcher', name: 'Watcher', role: 'viewer', accessKey: 'WATCHER-KEY', secretKey: 'watcher-secret' }
const web = openWeb({ settings: { users: [viewer] } })

/** The palette of a page, opened by its key. */
function paletteOf(page: Page) {
  const dialog = page.getByRole('dialog', { name: 'Go to' })
  return {
    open: () => page.keyboard.press('Control+k'),
    close: async () => {
      await page.keyboard.press('Escape')
      await dialog.waitFor({ state: 'detached' })
    },
    /** Something that it offers, by the beginning of its text. */
    offer: (text: string) => dialog.getByRole('button', { name: new RegExp(`^${text}`) }),
    async act(words: string) {
      await page.keyboard.press('Control+k')
      await dialog.getByRole('textbox', { name: 'Go to' }).fill(words)
      await dialog.getByRole('button', { name: new RegExp(`^${words}`, 'i') }).waitFor()
      await page.keyboard.press('Enter')
      await dialog.waitFor({ state: 'detached' })
    },
  }
}

test(
  'the palette of a run has what can be done to the run and to the chosen step, with the reasons why not',
  { timeout: 120_000 },
  async () => {
    const { api } = web.world
    const { run, queue, task } = await aServerRun(api, [{ name: 'load' }])
    await expect.poll(() => task('load')).toBeDefined()
    const [step = '', { name = '' }] = [await task('load'), (await api.tasks.get_by_id({ task: run })).task]
    const { page, faults } = await logInAt(web.browser, web.world, `/runs/${run}`)
    await page.getByRole('button', { name: 'load: queued' }).click()
    const palette = paletteOf(page)
    await palette.open()
    await palette.offer('Archive load').waitFor()
    // What can be done to a run comes before what can be done to any task.
    const offers = await page.getByRole('dialog', { name: 'Go to' }).getByRole('button').allInnerTexts()
    const place = (text: string) => offers.findIndex((offer) => offer.startsWith(text))
    expect(place(`Run again ${name}`)).toBeLessThan(place(`Publish ${name}`))
    expect(place(`Publish ${name}`)).toBeLessThan(place('Archive load'))
    expect(place(`Abort ${name}`)).toBe(0)
    expect(await palette.offer(`Abort ${name}`).count()).toBe(1)
    expect(await palette.offer(`Retry failed ${name} A run that is running has not ended yet.`).isDisabled()).toBe(true)
    expect(await palette.offer(`Publish ${name} A task that is running cannot be published`).isDisabled()).toBe(true)
    expect(await palette.offer('Enqueue load The task is queued already.').isDisabled()).toBe(true)
    expect(await faultsInBothSchemes(page)).toEqual([])
    await palette.close()
    await palette.act('pause')
    await page.getByText('· paused').waitFor()
    await palette.act('resume')
    await page.getByText('· paused').waitFor({ state: 'detached' })

    // The same in the menus, which read what decides when they are opened, and are up to date as long as they are open.
    const panel = page.getByRole('complementary', { name: 'load' })
    await panel.getByRole('button', { name: 'Actions on load' }).click()
    await page.getByRole('menuitem', { name: 'Enqueue The task is queued already.' }).waitFor()
    const lease = await fakeAgent(api, 'gpu-1', { queues: [queue] }).claimOne()
    expect(lease.task).toBe(step)
    await page.getByRole('menuitem', { name: 'Reset', exact: true }).waitFor()
    await page.getByRole('menuitem', { name: 'Tag' }).click()
    await page.getByLabel('Tag to add').fill('red')
    await page.getByRole('button', { name: 'Add' }).click()
    await expect.poll(async () => (await api.tasks.get_by_id({ task: step })).task.tags).toContain('red')
    await page.getByRole('button', { name: `Actions on ${name}` }).click()
    await page.getByRole('menuitem', { name: 'Clone' }).waitFor()
    expect(await page.getByRole('menuitem', { name: 'Abort' }).count()).toBe(0)
    expect(faults).toEqual([])
  },
)

test(
  'the palettes of a queue and of a worker have what can be done to them, to a viewer with the reason why not',
  { timeout: 120_000 },
  async () => {
    const { api, connection, webUrl } = web.world
    const { id: queue } = await api.queues.create({ name: 'big machines' })
    await fakeAgent(api, 'gpu-2', { queues: [queue] }).claim()
    const { page, faults } = await logInAt(web.browser, web.world, `/queues/${queue}`)
    const palette = paletteOf(page)
    await page.getByRole('heading', { name: 'big machines' }).waitFor()
    await palette.open()
    expect(await palette.offer('Empty big machines Nothing waits in it.').isDisabled()).toBe(true)
    expect(await palette.offer('Delete big machines').isDisabled()).toBe(false)
    await palette.close()
    await palette.act('pause')
    await page.getByRole('button', { name: 'Resume', exact: true }).waitFor()
    await page.goto(`${webUrl}/workers/gpu-2`)
    await page.getByRole('button', { name: 'Drain gpu-2' }).waitFor()
    await palette.act('drain')
    await page.getByText('drained: takes no further tasks').waitFor()

    const watching = await logInAt(web.browser, { webUrl, connection: { ...connection, ...viewer } }, `/queues/${queue}`)
    await watching.page.getByRole('heading', { name: 'big machines' }).waitFor()
    const seen = paletteOf(watching.page)
    await seen.open()
    for (const does of ['Resume', 'Empty', 'Delete'])
      expect(await seen.offer(`${does} big machines Your role, viewer, may look and not act.`).isDisabled()).toBe(true)
    expect([...faults, ...watching.faults]).toEqual([])
  },
)

test(
  'the first of what is found is marked, and Enter goes there; as long as nothing is typed Enter does nothing',
  { timeout: 120_000 },
  async () => {
    const { api } = web.world
    const { id: task } = await api.tasks.create({ name: 'home brew', type: 'training' })
    const { run } = await aServerRun(api, [{ name: 'load' }])
    const { page, faults } = await logInAt(web.browser, web.world, `/runs/${run}`)
    await page.getByRole('button', { name: 'load: queued' }).waitFor()
    await page.keyboard.press('Control+k')
    const dialog = page.getByRole('dialog', { name: 'Go to' })
    const marked = dialog.locator('[data-selected]')
    await dialog
      .getByRole('button', { name: /^Abort/ })
      .first()
      .waitFor()
    expect(await marked.count()).toBe(0)
    await dialog.getByRole('textbox', { name: 'Go to' }).fill('home')
    // The page of this name is known at once, and the task is found above it.
    await expect.poll(() => marked.allInnerTexts()).toEqual([expect.stringContaining('home brew')])
    await page.keyboard.press('Enter')
    await page.waitForURL(`**/tasks/${task}`)
    expect((await api.tasks.get_by_id({ task: run })).task.status).not.toBe('stopped')
    expect(faults).toEqual([])
  },
)
