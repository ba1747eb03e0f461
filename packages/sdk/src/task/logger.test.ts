import { expect, test } from 'vitest'
import type { Api } from '../client.ts'
import { Logger } from './logger.ts'

const batch = 500

test.each([0, 1, 2, 3, 4, 5, 6])(
  'events that come %i turns after the last batch was taken are sent without a further call',
  async (turns) => {
    const { promise: allSent, resolve } = Promise.withResolvers<void>()
    let sent = 0
    const report = (): void => {
      for (let iteration = 0; iteration < batch; iteration += 1) logger.scalar('loss', 'train', 1, iteration)
    }
    const api = {
      events: {
        add_batch: async (events: readonly object[]) => {
          sent += events.length
          if (sent === 2 * batch) resolve()
          if (sent !== batch) return {}
          const later = (left: number): void => queueMicrotask(() => (left === 0 ? report() : later(left - 1)))
          later(turns)
          return {}
        },
      },
    } as unknown as Api
    const logger = new Logger(api, 'task', 'worker')
    report()
    await allSent
    expect(sent).toBe(2 * batch)
  },
)
