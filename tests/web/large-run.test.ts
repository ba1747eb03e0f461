import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { logInAt } from './browser.ts'
import { atRest } from './page-checks.ts'
import { openWeb } from './web-test.ts'

const web = openWeb()
const minute = 60_000

/** A run that goes on, of steps of which each comes after one ten before it. The first have not begun; the others have run, a minute each. */
async function makeRun(name: string, count: number, open: number): Promise<string> {
  const { api } = web.world
  const begun = Date.now() - count * minute
  const idOf = (n: number): string => `${name} ${n}`
  const nodes = Array.from({ length: count }, (_, n) => [`s${n}`, { job_id: idOf(n), parents: n < 10 ? [] : [`s${n - 10}`] }])
  const configuration = { Pipeline: { value: JSON.stringify(Object.fromEntries(nodes)) } }
  const { id: run } = await api.tasks.create({ name, type: 'controller', configuration })
  await api.tasks.started({ task: run })
  for (let from = 0; from < count; from += 100)
    await api.imports.put({
      source: name,
      tasks: Array.from({ length: Math.min(100, count - from) }, (_, n) => {
        const [index, at] = [from + n, begun + (from + n) * minute]
        const task = { id: idOf(index), name: idOf(index), type: 'training', parent: run, created: at, last_update: at } as const
        return index < open
          ? { ...task, status: 'created' as const }
          : { ...task, status: 'completed' as const, started: at, completed: at + minute, last_worker: `w:${index % 3}` }
      }),
    })
  return run
}

/** How many pixels of a canvas have a colour of the style sheet, whatever shows through them. */
async function pixelsOf(page: Page, canvas: string, variable: string): Promise<number> {
  const count = await page.evaluate(`(() => {
    const element = document.querySelector(${JSON.stringify(canvas)})
    const probe = document.createElement('canvas').getContext('2d')
    probe.fillStyle = getComputedStyle(element).getPropertyValue(${JSON.stringify(variable)})
    probe.fillRect(0, 0, 1, 1)
    const color = probe.getImageData(0, 0, 1, 1).data
    const { data } = element.getContext('2d').getImageData(0, 0, element.width, element.height)
    let count = 0
    for (let at = 0; at < data.length; at += 4)
      if (data[at + 3] > 60 && [0, 1, 2].every((part) => Math.abs(data[at + part] - color[part]) < 8)) count += 1
    return count
  })()`)
  return Number(count)
}

const colors = ['--edge', '--state-queued', '--state-running', '--state-completed'] as const
const pixelsOfAll = (page: Page, canvas: string): Promise<number[]> => Promise.all(colors.map((color) => pixelsOf(page, canvas, color)))

test(
  'a step that starts is painted as if all were painted anew; the minimap has edges, in both schemes',
  { timeout: 120_000 },
  async () => {
    const run = await makeRun('painted', 120, 3)
    const { page, faults } = await logInAt(web.browser, web.world, `/runs/${run}`)
    const [graph, minimap] = ['.graph > canvas', '.minimap canvas']
    await page.getByRole('button', { name: 'queued 3', exact: true }).waitFor()
    await expect.poll(() => pixelsOf(page, graph, '--state-completed')).toBeGreaterThan(100)
    expect(await pixelsOf(page, graph, '--state-running')).toBe(0)
    for (const n of [0, 1]) {
      await web.world.api.tasks.started({ task: `painted ${n}`, force: true })
      await page.getByRole('button', { name: `running ${n + 1}`, exact: true }).waitFor()
    }
    await expect.poll(() => pixelsOf(page, graph, '--state-running')).toBeGreaterThan(0)
    const painted = await atRest(page, () => pixelsOfAll(page, graph))
    await page.reload()
    await page.getByRole('button', { name: 'running 2', exact: true }).waitFor()
    await expect.poll(() => pixelsOfAll(page, graph)).toEqual(painted)
    for (let n = 0; n < 4; n += 1) await page.getByRole('button', { name: 'Larger' }).click()
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await expect.poll(() => page.locator('html').getAttribute('data-mantine-color-scheme')).toBe(colorScheme)
      for (const color of colors) await expect.poll(() => pixelsOf(page, minimap, color), { message: color }).toBeGreaterThan(3)
      await expect.poll(() => pixelsOf(page, graph, '--edge')).toBeGreaterThan(3)
    }
    const before = await atRest(page, () => pixelsOf(page, minimap, '--state-running'))
    await web.world.api.tasks.started({ task: 'painted 2', force: true })
    await expect.poll(() => pixelsOf(page, minimap, '--state-running')).toBeGreaterThan(before)
    expect(faults).toEqual([])
  },
)

test('on a touch screen two fingers zoom a graph, and one moves it', { timeout: 120_000 }, async () => {
  const run = await makeRun('pinched', 24, 3)
  const phone = { hasTouch: true, viewport: { width: 390, height: 844 } }
  const { page, faults } = await logInAt(web.browser, web.world, '/', phone)
  await page.goto(`${web.world.webUrl}/runs/${run}?view=graph`)
  const zoom = async (): Promise<number> =>
    Number(await page.locator('.boxes').evaluate((element) => /scale\(([\d.]+)\)/.exec(element.style.transform)?.[1]))
  await expect.poll(zoom).toBeGreaterThan(0)
  const before = await atRest(page, zoom)
  const devtools = await page.context().newCDPSession(page)
  const { x = 0, y = 0, width = 0, height = 0 } = (await page.locator('.graph').boundingBox()) ?? {}
  const [left, top] = [Math.round(x + width / 2), Math.round(y + height / 2)]
  type Place = readonly [x: number, y: number]
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...places: readonly Place[]) =>
    devtools.send('Input.dispatchTouchEvent', { type, touchPoints: places.map(([at, from], id) => ({ x: at, y: from, id })) })
  await touch('touchStart', [left - 30, top])
  await touch('touchStart', [left - 30, top], [left + 30, top])
  for (const apart of [40, 50, 60]) await touch('touchMove', [left - apart, top], [left + apart, top])
  await expect.poll(async () => (await zoom()) / before).toBeCloseTo(2, 1)
  await touch('touchEnd')
  const shift = (): Promise<string> => page.locator('.boxes').evaluate((element) => element.style.transform)
  const still = await atRest(page, shift)
  await touch('touchStart', [left, top])
  for (const by of [10, 30, 50]) await touch('touchMove', [left + by, top])
  await touch('touchEnd')
  await expect.poll(shift).not.toBe(still)
  expect((await zoom()) / before).toBeCloseTo(2, 1)
  expect(page.url()).not.toContain('step=')
  expect(faults).toEqual([])
})

test('on a touch screen two fingers zoom and move the time of a timeline, and one scrolls it', { timeout: 120_000 }, async () => {
  const run = await makeRun('touched', 100, 3)
  const phone = { hasTouch: true, viewport: { width: 390, height: 844 } }
  const { page, faults } = await logInAt(web.browser, web.world, '/', phone)
  await page.goto(`${web.world.webUrl}/runs/${run}?view=timeline`)
  await page.getByRole('button', { name: /^s5: / }).waitFor()
  const devtools = await page.context().newCDPSession(page)
  const timeline = page.locator('.timeline')
  const { x = 0, y = 0, width = 0, height = 0 } = (await timeline.boundingBox()) ?? {}
  const scrolled = (): Promise<number> => timeline.evaluate(({ scrollTop }) => scrollTop)
  const middle = { x: Math.round(x + width * 0.65), y: Math.round(y + height / 2) }
  type Place = readonly [x: number, y: number]
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...places: readonly Place[]) =>
    devtools.send('Input.dispatchTouchEvent', { type, touchPoints: places.map(([left, top], id) => ({ x: left, y: top, id })) })
  await touch('touchStart', [middle.x, middle.y])
  for (const up of [20, 60, 120, 180, 240]) await touch('touchMove', [middle.x, middle.y - up])
  await touch('touchEnd')
  await expect.poll(scrolled).toBeGreaterThan(100)
  // A list goes on moving for a while after the finger has left.
  const frames = 'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done))))'
  const movesBy = async (): Promise<number> => {
    const at = await scrolled()
    await page.evaluate(frames)
    return (await scrolled()) - at
  }
  await expect.poll(movesBy).toBe(0)
  expect(page.url()).not.toContain('time=')
  const before = await scrolled()
  const fingers = (apart: number, moved: number): readonly [Place, Place] => [
    [middle.x - apart + moved, middle.y],
    [middle.x + apart + moved, middle.y],
  ]
  const pinch = async (from: number, to: number, by = 0): Promise<void> => {
    await touch('touchStart', ...fingers(from, 0))
    for (const part of [0.25, 0.5, 0.75, 1]) await touch('touchMove', ...fingers(from + (to - from) * part, by * part))
    await touch('touchEnd')
  }
  const timeIn = (): number[] => (/time=([\d.]+)-([\d.]+)/.exec(page.url()) ?? []).slice(1).map(Number)
  const lengthIn = ([from = 0, to = 0]: readonly number[]): number => to - from
  const isThird = (): boolean => Math.abs(lengthIn(timeIn()) - 1980) < 100
  await pinch(20, 60)
  await expect.poll(isThird).toBe(true)
  await page.keyboard.press('f')
  await expect.poll(() => page.url()).not.toContain('time=')
  await pinch(20, 60)
  await expect.poll(isThird).toBe(true)
  const zoomedIn = timeIn()
  await pinch(40, 40, 30)
  await expect.poll(() => timeIn()[0]).toBeLessThan((zoomedIn[0] ?? 0) - 100)
  expect(lengthIn(timeIn())).toBeCloseTo(lengthIn(zoomedIn), 0)
  expect(await scrolled()).toBe(before)
  expect(await page.evaluate('visualViewport.scale')).toBe(1)
  await pinch(60, 10)
  await expect.poll(() => page.url()).not.toContain('time=')
  expect(page.url()).not.toContain('step=')
  expect(faults).toEqual([])
})
