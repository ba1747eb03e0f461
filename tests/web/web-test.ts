import { database, startServer, type World, type WorldOptions } from '@clearway/testkit'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import { openBrowser } from './browser.ts'

export interface Web {
  readonly world: World
  readonly browser: Browser
}

/** A server and a browser for the tests of a file. Both are there when the first test begins, and end after the last. */
export function openWeb(options: WorldOptions = {}): Web {
  let open: Web | undefined
  const opened = (): Web => {
    if (open === undefined) throw new Error('The server and the browser are there in tests only.')
    return open
  }
  beforeAll(async () => {
    const [world, browser] = await Promise.all([startServer(database, options), openBrowser()])
    open = { world, browser }
  })
  afterAll(async () => {
    await open?.browser.close()
    await open?.world[Symbol.asyncDispose]()
  })
  return {
    get world() {
      return opened().world
    },
    get browser() {
      return opened().browser
    },
  }
}
