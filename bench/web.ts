import { openBrowser } from '../tests/web/browser.ts'
import type { Measure } from './measure.ts'
import { changeToScreen } from './web/change-to-screen.ts'
import { largeRun, ranRun } from './web/fill.ts'
import { firstVisits } from './web/first-visits.ts'
import { layout } from './web/layout.ts'
import { longLog } from './web/long-log.ts'
import { runOfManySteps, timelineOfManySteps } from './web/many-steps.ts'
import { openWorld } from './worlds.ts'

const steps = 1000
const mostSteps = 10_000

/** Measures the web app in a browser: what a first visit loads, how soon pages show their content, how soon a change is on the screen, and long logs. */
export const web: Measure = {
  name: 'web',
  run: async () => {
    await using world = await openWorld()
    const browser = await openBrowser()
    try {
      const run = await largeRun(world.api, steps)
      const largest = await largeRun(world.api, mostSteps)
      return [
        ...(await firstVisits(browser, world, run)),
        ...(await runOfManySteps(browser, world, { run, count: steps, budget: 1500 })),
        ...(await runOfManySteps(browser, world, { run: largest, count: mostSteps })),
        ...(await timelineOfManySteps(browser, world, { run: await ranRun(world.api, mostSteps), count: mostSteps })),
        ...(await changeToScreen(browser, world)),
        ...(await longLog(browser, world)),
        await layout(),
      ]
    } finally {
      await browser.close()
    }
  },
}
