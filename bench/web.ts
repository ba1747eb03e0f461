import { defineStep, toConfiguration } from '@clearway/engine'
import type { Api } from '@clearway/sdk'
import type { Browser, Page } from 'playwright-core'
import { placeSteps } from '../packages/web/src/graph/place-steps.ts'
import { logInAt, openBrowser } from '../tests/web/browser.ts'
import { type Figure, type Measure, percentile, timed } from './measure.ts'
import { openWorld, type World } from './worlds.ts'

const steps = 1000
const mostSteps = 10_000
const logLines = 100_000
const changes = 30
const stateChanges = 5

/** Measures the web app in a browser: what a first visit loads, how soon pages show their content, how soon a change is on the screen, and long logs. */
export const web: Measure = {
  name: 'web',
  run: async () => {
    await using world = await openWorld()
    const browser = await openBrowser()
    try {
      const run = await largeRun(world.api, steps)
      const largest = await largeRun(world.api, mostSteps)
      const log = await longLog(world.api)
      return [
        ...(await firstVisits(browser, world, run)),
        ...(await runOfManySteps(browser, world, { run, count: steps, budget: 1500 })),
        ...(await runOfManySteps(browser, world, { run: largest, count: mostSteps })),
        ...(await timelineOfManySteps(browser, world, await ranRun(world.api, mostSteps))),
        ...(await changeToScreen(browser, world)),
        ...(await longLogPage(browser, world, log)),
        await layout(),
      ]
    } finally {
      await browser.close()
    }
  },
}

async function open(browser: Browser, { server: { connection } }: World): Promise<Page> {
  // The app's policy would refuse the measurements' own scripts.
  return (await logInAt(browser, { webUrl: connection.url, connection }, '/', { bypassCSP: true })).page
}

/** The pages that most visits begin with, and what each shows when it has its content. */
const firstPages = (run: string) => [
  { name: 'Home', path: '/', content: 'h1:text("Home")' },
  { name: 'Tasks', path: '/tasks', content: '[role=table] [role=row]' },
  { name: 'a run', path: `/runs/${run}`, content: '.graph canvas' },
]

/** The first visits of somebody who is logged in, with nothing stored in the browser. */
async function firstVisits(browser: Browser, world: World, run: string): Promise<Figure[]> {
  const first = await open(browser, world)
  const storageState = await first.context().storageState()
  // An open page reads again what changes, which would count as work of the later ones.
  await first.context().close()
  const figures: Figure[] = []
  for (const { name, path, content } of firstPages(run)) {
    const context = await browser.newContext({ storageState, viewport: { width: 1280, height: 720 } })
    const page = await context.newPage()
    const loaded = { js: 0, css: 0 }
    const sizes: Promise<void>[] = []
    page.on('response', (response) => {
      const kind = /\.(js|css)$/.exec(new URL(response.url()).pathname)?.[1] as 'js' | 'css' | undefined
      if (kind === undefined) return
      sizes.push(
        response
          .request()
          .sizes()
          .then(({ responseBodySize }) => void (loaded[kind] += responseBodySize)),
      )
    })
    const { milliseconds } = await timed(async () => {
      await page.goto(world.server.connection.url + path)
      await page.locator(content).first().waitFor()
    })
    await page.getByText('● live').waitFor()
    await Promise.all(sizes)
    await context.close()
    figures.push({ name: `web: scripts of a first visit to ${name}, compressed`, value: loaded.js / 1000, unit: 'kB', budget: 200 })
    if (path === '/')
      figures.push(
        { name: 'web: styles of a first visit, compressed', value: loaded.css / 1000, unit: 'kB', budget: 25 },
        { name: 'web: first page with its content', value: milliseconds, unit: 'ms', budget: 800 },
      )
  }
  return figures
}

interface ManySteps {
  readonly run: string
  readonly count: number
  /** For the first picture, in milliseconds. */
  readonly budget?: number
}

/** How soon the graph of a run is on the screen, what moving it and a step's change of state cost the main thread. */
async function runOfManySteps(browser: Browser, world: World, { run, count, budget }: ManySteps): Promise<Figure[]> {
  const page = await open(browser, world)
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
async function timelineOfManySteps(browser: Browser, world: World, run: string): Promise<Figure[]> {
  const page = await open(browser, world)
  const { milliseconds } = await timed(async () => {
    await page.goto(`${world.server.connection.url}/runs/${run}?view=timeline`)
    await page.getByText('Critical path: ').waitFor()
  })
  const changed = await costOf(await mainThreadOf(page), () => changesOfState(page, world, run))
  await page.context().close()
  const name = `web: a timeline of ${mostSteps.toLocaleString('en')} steps`
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

/** From the call that makes a task to its row on the screen, beside the call alone. */
async function changeToScreen(browser: Browser, world: World): Promise<Figure[]> {
  const page = await open(browser, world)
  await page.goto(`${world.server.connection.url}/tasks`)
  await page.getByRole('table').waitFor()
  // No row moves under the pointer, which is where the log-in left it.
  await page.mouse.move(0, 0)
  const [times, calls]: [number[], number[]] = [[], []]
  for (let n = 0; n < changes; n += 1) {
    const name = `change ${n} of many`
    const shown = page.waitForFunction(`document.querySelector('[role=table]')?.textContent.includes(${JSON.stringify(name)})`)
    const { milliseconds } = await timed(async () => {
      calls.push((await timed(() => world.api.tasks.create({ name, type: 'training' }))).milliseconds)
      await shown
    })
    times.push(milliseconds)
  }
  const raw = { name: 'the call alone', value: percentile(calls, 0.5) }
  return [
    { name: 'web: a change to the screen, p50', value: percentile(times, 0.5), unit: 'ms', budget: 120, raw },
    { name: 'web: a change to the screen, p95', value: percentile(times, 0.95), unit: 'ms', budget: 250, raw },
  ]
}

async function longLogPage(browser: Browser, world: World, task: string): Promise<Figure[]> {
  const page = await open(browser, world)
  const opened = await timed(async () => {
    await page.goto(`${world.server.connection.url}/tasks/${task}`)
    await page.getByRole('log').getByText('line ').first().waitFor()
  })
  await page.getByText(`${logLines.toLocaleString('en')} lines`).waitFor({ timeout: 60_000 })
  const found = await timed(async () => {
    await page.getByLabel('Search the log').fill('line 77777 ')
    await page.getByText('1 of 1', { exact: true }).waitFor()
  })
  return [
    { name: `web: a log of ${logLines.toLocaleString('en')} lines opens`, value: opened.milliseconds, unit: 'ms', budget: 500 },
    { name: `web: a search in ${logLines.toLocaleString('en')} lines`, value: found.milliseconds, unit: 'ms', budget: 100 },
  ]
}

async function layout(): Promise<Figure> {
  const count = 10_000
  // Each step comes after one or two of the last, and after the first.
  const graph = Array.from({ length: count }, (_, n) => ({
    name: `s${n}`,
    parents: n === 0 ? [] : [...new Set(['s0', `s${n - 1 - (n % 3 < n ? n % 3 : 0)}`])],
  }))
  const { milliseconds } = await timed(() => Promise.resolve(placeSteps(graph)))
  return { name: `web: ${count.toLocaleString('en')} steps laid out`, value: milliseconds, unit: 'ms', budget: 1000 }
}

async function largeRun(api: Api, count: number): Promise<string> {
  const { id: base } = await api.tasks.create({ name: 'work', script: { diff: 'true' } })
  const { id: queue } = await api.queues.create({ name: `web bench ${count}` })
  const all = Array.from({ length: count }, (_, n) =>
    defineStep({ name: `s${n}`, baseTask: base, parents: n < 10 ? [] : [`s${n - 10}`, ...(n % 7 === 0 ? [`s${n - 9}`] : [])] }),
  )
  const { id: run } = await api.tasks.create({
    name: 'large',
    type: 'controller',
    driver: 'server',
    system_tags: ['pipeline'],
    configuration: toConfiguration({
      name: 'large',
      version: '1',
      parameters: {},
      defaultQueue: queue,
      steps: Object.fromEntries(all.map((step) => [step.name, step])),
    }),
  })
  await api.tasks.enqueue({ task: run })
  return run
}

/** A run whose steps have ended, but for the first ones, which have not begun. */
async function ranRun(api: Api, count: number): Promise<string> {
  const [source, run, atOnce, apart] = ['bench', 'bench run', 100, 1000]
  const begun = Date.now() - count * apart
  const nodes = Array.from({ length: count }, (_, n) => [
    `s${n}`,
    { job_id: `bench ${n}`, parents: n < 10 ? [] : [`s${n - 10}`, ...(n % 7 === 0 ? [`s${n - 9}`] : [])] },
  ])
  const pipeline = { value: JSON.stringify(Object.fromEntries(nodes)) }
  await api.imports.put({
    source,
    tasks: [
      {
        id: run,
        name: 'ran',
        type: 'controller',
        status: 'created',
        created: begun,
        last_update: begun,
        configuration: { Pipeline: pipeline },
      },
    ],
  })
  await api.tasks.started({ task: run, force: true })
  for (let from = 0; from < count; from += atOnce)
    await api.imports.put({
      source,
      tasks: Array.from({ length: atOnce }, (_, n) => {
        const created = begun + (from + n) * apart
        const task = {
          id: `bench ${from + n}`,
          name: `step ${from + n}`,
          type: 'training',
          parent: run,
          created,
          last_update: created,
        } as const
        if (from + n < stateChanges) return { ...task, status: 'created' as const }
        const times = { started: created + apart, completed: created + 8 * apart, last_worker: `w:${n % 10}` }
        return { ...task, ...times, status: 'completed' as const }
      }),
    })
  return run
}

async function longLog(api: Api): Promise<string> {
  const { id: task } = await api.tasks.create({ name: 'talkative', type: 'training' })
  const atOnce = 5000
  for (let from = 0; from < logLines; from += atOnce)
    await api.events.add_batch(
      Array.from({ length: atOnce }, (_, n) => ({
        type: 'log',
        task,
        msg: `line ${from + n} of a long log\n`,
        timestamp: Date.now(),
      })) as never,
    )
  return task
}
