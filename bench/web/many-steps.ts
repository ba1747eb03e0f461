import type { Browser, Page } from 'playwright-core'
import { type Figure, timed } from '../measure.ts'
import type { World } from '../worlds.ts'
import { stateChanges } from './fill.ts'
import { openPage } from './open-page.ts'

interface ManySteps {
  readonly run: string
  readonly count: number
  /** For the first picture, in milliseconds. */
  readonly budget?: number
}

/** How soon the graph of a run is on the screen, what moving it and a step's change of state cost the main thread. */
export async function runOfManySteps(browser: Browser, world: World, { run, count, budget }: ManySteps): Promise<Figure[]> {
  const page = await openPage(browser, world)
  await page.addInitScript(observeLongTasks)
  const { milliseconds } = await timed(async () => {
    await page.goto(`${world.server.connection.url}/runs/${run}`)
    // The graph is painted, as boxes too small to read.
    await page.waitForFunction(`(() => {
      const canvas = document.querySelector('.graph canvas')
      if (canvas === null || canvas.width === 0 || canvas.height === 0) return false
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
      return data.some((value) => value !== 0)
    })()`)
  })
  const longest = Number(await page.evaluate('globalThis.longestTask'))
  const spent = await mainThreadOf(page)
  const frames = 60
  const [panned, changed] = [await costOf(spent, () => pan(page, frames)), await costOf(spent, () => changesOfState(page, world, run))]
  await page.context().close()
  const name = `web: a run of ${count.toLocaleString('en')} steps`
  return [
    { name: `${name} as a graph`, value: milliseconds, unit: 'ms', ...(budget === undefined ? {} : { budget }) },
    { name: `${name}, until then: longest task`, value: longest, unit: 'ms' },
    { name: `${name}, panned: main thread a frame`, value: panned / frames, unit: 'ms', ...(budget === undefined ? {} : { budget: 10 }) },
    {
      name: `${name}, a step changes: main thread`,
      value: changed / stateChanges,
      unit: 'ms',
      ...(budget === undefined ? {} : { budget: 16 }),
    },
  ]
}

/** How soon the timeline of a run is on the screen, and what a step's change of state costs the main thread there. */
export async function timelineOfManySteps(browser: Browser, world: World, { run, count }: Omit<ManySteps, 'budget'>): Promise<Figure[]> {
  const page = await openPage(browser, world)
  const { milliseconds } = await timed(async () => {
    await page.goto(`${world.server.connection.url}/runs/${run}?view=timeline`)
    await page.getByText('Critical path: ').waitFor()
  })
  const changed = await costOf(await mainThreadOf(page), () => changesOfState(page, world, run))
  await page.context().close()
  const name = `web: a timeline of ${count.toLocaleString('en')} steps`
  return [
    { name, value: milliseconds, unit: 'ms', budget: 1500 },
    { name: `${name}, a step changes: main thread`, value: changed / stateChanges, unit: 'ms', budget: 16 },
  ]
}

/** Gives the time that the main thread of a page has worked, which other programs on the machine do not lengthen. In milliseconds. */
async function mainThreadOf(page: Page): Promise<() => Promise<number>> {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' })
  return async () => {
    const { metrics } = await devtools.send('Performance.getMetrics')
    return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN)
  }
}

/** Runs in the page: records for how long its main thread took no input at most. */
const observeLongTasks = `
  globalThis.longestTask = 0
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) globalThis.longestTask = Math.max(globalThis.longestTask, duration)
  }).observe({ type: 'longtask', buffered: true })`

async function costOf(spent: () => Promise<number>, work: () => Promise<void>): Promise<number> {
  const before = await spent()
  await work()
  return (await spent()) - before
}

/** Moves the graph with the mouse, a step each frame. */
async function pan(page: Page, frames: number): Promise<void> {
  const { x = 0, y = 0, width = 0, height = 0 } = (await page.locator('.graph').boundingBox()) ?? {}
  await page.mouse.move(x + width / 2, y + height / 2)
  await page.mouse.down()
  for (let frame = 1; frame <= frames; frame += 1) {
    await page.mouse.move(x + width / 2 + frame * 4, y + height / 2 + frame)
    await page.evaluate('new Promise(requestAnimationFrame)')
  }
  await page.mouse.up()
}

/** Steps whose tasks start, one after the other, each seen in the page before the next. */
async function changesOfState(page: Page, { api }: World, run: string): Promise<void> {
  const { steps: all } = await api.runs.view({ run })
  const counts = { queued: 0, running: 0, pending: 0 }
  for (const { status } of all) if (status in counts) counts[status as keyof typeof counts] += 1
  const waiting = all.filter(({ status, task }) => (status === 'queued' || status === 'pending') && task !== undefined)
  for (const [index, { task }] of waiting.slice(0, stateChanges).entries()) {
    // The page itself waits: asking it again and again would be counted as its work.
    const seen = page.evaluate(seesRunning(counts.running + index + 1))
    await api.tasks.started({ task: task ?? '', force: true })
    await seen
  }
}

/** Runs in the page: waits until its header counts so many running steps. */
function seesRunning(count: number): string {
  return `new Promise((resolve) => {
    const isThere = () =>
      [...document.querySelectorAll('.step-count')].some(({ title, textContent }) => title.includes('running') && textContent.endsWith(' ${count}'))
    if (isThere()) return resolve()
    new MutationObserver((_, observer) => {
      if (!isThere()) return
      observer.disconnect()
      resolve()
    }).observe(document.body, { subtree: true, childList: true, characterData: true })
  })`
}
