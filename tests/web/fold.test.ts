import { defineStep } from '@clearway/engine'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { logInAt } from './browser.ts'
import { atRest, cutOffButtons, faultsInBothSchemes, smallTargets } from './page-checks.ts'
import { openWeb } from './web-test.ts'

const web = openWeb()

const members = 12

interface MappedRun {
  readonly run: string
  /** The number of its events. */
  readonly seq: number
}

/** A run whose step `sweep` is mapped over a list: the first two of its members have failed, the third has completed; two steps are a stage. */
async function aMappedRun(name: string): Promise<MappedRun> {
  const { api } = web.world
  const { id: run } = await api.tasks.create({ name, type: 'controller', system_tags: ['pipeline'] })
  await api.tasks.started({ task: run })
  const given = [
    defineStep({ name: 'load', baseTask: 'base', stage: 'prepare' }),
    defineStep({ name: 'clean', baseTask: 'base', stage: 'prepare', parents: ['load'] }),
    defineStep({ name: 'sweep', baseTask: 'base', parents: ['clean'], mapOver: '${pipeline.list}', continueOnFail: true }),
    defineStep({ name: 'best', baseTask: 'base', parents: ['sweep'] }),
  ]
  const list = Array.from({ length: members }, (_, index) => index)
  const definition = {
    name,
    version: '1',
    parameters: { list: { value: list } },
    steps: Object.fromEntries(given.map((step) => [step.name, step])),
  }
  const events: object[] = [{ type: 'run_started', run, definition }]
  const end = async (step: string, status: 'completed' | 'failed'): Promise<void> => {
    const { id: task } = await api.tasks.create({ name: step, type: 'training', parent: run })
    await api.tasks.started({ task })
    await api.tasks[status]({ task })
    events.push({ type: 'step_launched', step, attempt: 1, task }, { type: 'step_status', step, attempt: 1, task, status })
  }
  await end('load', 'completed')
  await end('clean', 'completed')
  events.push({
    type: 'step_expanded',
    step: 'sweep',
    into: list.map((n) => defineStep({ name: `sweep-${n + 1}`, baseTask: 'base', continueOnFail: true })),
  })
  await end('sweep-1', 'failed')
  await end('sweep-2', 'failed')
  await end('sweep-3', 'completed')
  await api.runs.append({ run, expected_seq: 0, engine_version: 1, events: events as never })
  return { run, seq: events.length }
}

/** Launches a step of such a run, whose task is running then. */
async function launch({ run, seq }: MappedRun, step: string): Promise<void> {
  const { api } = web.world
  const launch = [{ key: { run, step, attempt: 1 }, name: step, type: 'training' as const, parent: run }]
  const { launched } = await api.runs.append({ run, expected_seq: seq, engine_version: 1, events: [{ type: 'drove' }], launch })
  const task = launched[0]?.task ?? ''
  await api.tasks.started({ task })
}

const boxes = (page: Page) => page.getByRole('toolbar', { name: 'Steps' })
const boxOf = (page: Page, name: RegExp) => boxes(page).getByRole('button', { name })
const search = (page: Page): string => decodeURIComponent(new URL(page.url()).search)
const focused = (page: Page): Promise<unknown> => page.evaluate('document.activeElement.textContent')

test(
  'what a mapped step became is one box, whose steps are counted, opened and folded again by pointer and keys',
  { timeout: 180_000 },
  async () => {
    const swept = await aMappedRun('swept')
    const { run } = swept
    const { page, faults } = await logInAt(web.browser, web.world, `/runs/${run}`)
    const folded = boxOf(page, /^sweep × 12: 2 failed, 9 queued, 1 completed/)
    await folded.waitFor()
    expect(await folded.getAttribute('aria-expanded')).toBe('false')
    // The edges lead into the box and on from it.
    await boxOf(page, /^clean:/).focus()
    await page.keyboard.press('ArrowRight')
    await expect.poll(() => focused(page)).toMatch(/^sweep × 12/)
    await page.keyboard.press('ArrowRight')
    await expect.poll(() => focused(page)).toMatch(/^best/)
    await page.keyboard.press('ArrowLeft')
    await expect.poll(() => focused(page)).toMatch(/^sweep × 12/)
    expect(await faultsInBothSchemes(page)).toEqual([])
    expect(await smallTargets(page)).toEqual([])

    // What failed is one click or key away, and its box stays folded.
    await boxes(page).getByRole('button', { name: '2 failed: sweep-1' }).click()
    await page.getByRole('heading', { name: 'sweep-1' }).waitFor()
    await page.getByRole('button', { name: 'Retry from here' }).waitFor()
    expect(await cutOffButtons(page)).toEqual([])
    await page.keyboard.press('e')
    await page.getByRole('heading', { name: 'sweep-2' }).waitFor()
    await expect.poll(() => folded.getAttribute('class')).toContain('selected')

    const before = await atRest(page, () => folded.boundingBox())
    await folded.focus()
    await page.keyboard.press('Enter')
    await boxOf(page, /^sweep-1:/).waitFor()
    await expect.poll(() => search(page)).toContain('open=["sweep"]')
    expect(await folded.count()).toBe(0)
    // The place of the box has its first step, which has the focus.
    await expect.poll(() => focused(page)).toMatch(/^sweep-/)
    const after = await atRest(page, () => page.locator(':focus').boundingBox())
    expect([Math.round(after?.x ?? 0), Math.round(after?.y ?? 0)]).toEqual([Math.round(before?.x ?? 0), Math.round(before?.y ?? 0)])
    await boxes(page).getByRole('button', { name: 'sweep: fold its 12 steps' }).waitFor()
    expect(await faultsInBothSchemes(page)).toEqual([])
    await page.reload()
    await page.keyboard.press('f')
    await boxOf(page, /^sweep-1:/).waitFor()

    await boxOf(page, /^sweep-2:/).focus()
    await page.keyboard.press('o')
    await folded.waitFor()
    await expect.poll(() => focused(page)).toMatch(/^sweep × 12/)
    await expect.poll(() => search(page)).not.toContain('open=')
    await folded.click()
    await boxes(page).getByRole('button', { name: 'sweep: fold its 12 steps' }).click()
    await folded.waitFor()

    // A change of one of its steps is counted in the box.
    const { steps } = await web.world.api.runs.view({ run })
    expect(steps.find(({ name }) => name === 'sweep')?.members).toBe(members)
    await launch(swept, 'sweep-4')
    await boxOf(page, /^sweep × 12: 2 failed, 1 running, 8 queued, 1 completed/).waitFor()
    expect(faults).toEqual([])
  },
)

/** Adds a step to such a run. */
async function addStep({ run, seq }: MappedRun, name: string): Promise<void> {
  const { api } = web.world
  const definition = defineStep({ name, baseTask: 'base', parents: ['best'] })
  await api.runs.append({ run, expected_seq: seq, engine_version: 1, events: [{ type: 'step_added', definition }] as never })
  await api.tasks.edit_configuration({ task: run, configuration: [{ name: 'progress', value: name }], force: true })
}

test('a graph that gets a step is fitted anew, and stays where the user has moved and zoomed it', { timeout: 120_000 }, async () => {
  const grown = await aMappedRun('grown')
  const { page, faults } = await logInAt(web.browser, web.world, `/runs/${grown.run}`, { viewport: { width: 1600, height: 720 } })
  const placeOf = async (name: RegExp) => {
    const { x = 0, y = 0, width = 0 } = (await boxOf(page, name).boundingBox()) ?? {}
    return [x, y, width].map(Math.round)
  }
  await boxOf(page, /^best:/).waitFor()
  const before = await atRest(page, () => placeOf(/^clean:/))
  await addStep(grown, 'report')
  await boxOf(page, /^report:/).waitFor()
  // All of it is seen, so that each box has become smaller.
  await expect.poll(async () => (await placeOf(/^clean:/))[2]).toBeLessThan(before[2] ?? 0)

  for (let n = 0; n < 2; n += 1) await page.getByRole('button', { name: 'Larger' }).click()
  const { x = 0, y = 0, width = 0, height = 0 } = (await page.locator('.graph').boundingBox()) ?? {}
  await page.mouse.move(x + width / 2, y + height - 60)
  await page.mouse.down()
  await page.mouse.move(x + width / 2 - 120, y + height - 90, { steps: 4 })
  await page.mouse.up()
  await expect.poll(() => boxOf(page, /^best:/).count()).toBe(1)
  const chosen = await atRest(page, () => placeOf(/^best:/))
  const counts = await page.locator('.counts').innerText()
  await addStep({ ...grown, seq: grown.seq + 1 }, 'publish')
  await expect.poll(() => page.locator('.counts').innerText()).not.toBe(counts)
  await expect.poll(() => placeOf(/^best:/)).toEqual(chosen)
  await page.keyboard.press('f')
  await expect.poll(() => placeOf(/^best:/)).not.toEqual(chosen)
  await boxOf(page, /^publish:/).waitFor()
  expect(faults).toEqual([])
})

test('a stage is folded by pointer and key, and the table lists every step', { timeout: 120_000 }, async () => {
  const { run } = await aMappedRun('staged')
  const { page, faults } = await logInAt(web.browser, web.world, `/runs/${run}`)
  await boxes(page).getByRole('button', { name: 'prepare: fold its 2 steps' }).click()
  const stage = boxOf(page, /^prepare: 2 completed/)
  await stage.waitFor()
  await expect.poll(() => search(page)).toContain('folded=["stage:prepare"]')
  expect(await boxOf(page, /^load:/).count()).toBe(0)
  await stage.focus()
  await page.keyboard.press('ArrowRight')
  await expect.poll(() => focused(page)).toMatch(/^sweep × 12/)
  await stage.focus()
  await page.keyboard.press('o')
  await boxOf(page, /^load:/).waitFor()
  await expect.poll(() => search(page)).not.toContain('folded=')
  await page.keyboard.press('3')
  // With the head.
  await expect.poll(() => page.getByRole('table', { name: 'Steps' }).getAttribute('aria-rowcount')).toBe(String(3 + members + 1))
  expect(faults).toEqual([])
})
