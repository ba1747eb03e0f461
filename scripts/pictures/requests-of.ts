import { setTimeout as pause } from 'node:timers/promises'
import type { Page, Request } from 'playwright-core'

/** For how long nothing is asked for when a page has all that it shows, in milliseconds. */
const quiet = 500
/** A request that has gone on for longer, in milliseconds, waits for something to happen on the server: the lines of a log, the changes. */
const longest = 2500

/** The requests of a page, from now on until this is disposed. */
export function requestsOf(page: Page): Disposable & { readonly answered: () => Promise<void> } {
  const open = new Map<Request, number>()
  let last = Date.now()
  const begin = (request: Request): void => {
    last = Date.now()
    open.set(request, last)
  }
  const end = (request: Request): void => {
    last = Date.now()
    open.delete(request)
  }
  page.on('request', begin)
  page.on('requestfinished', end)
  page.on('requestfailed', end)
  const isAnswered = (): boolean => Date.now() - last > quiet && [...open.values()].every((since) => Date.now() - since > longest)
  return {
    answered: async () => {
      while (!isAnswered()) await pause(50)
    },
    [Symbol.dispose]: () => {
      page.off('request', begin)
      page.off('requestfinished', end)
      page.off('requestfailed', end)
    },
  }
}
