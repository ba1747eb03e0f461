import { pino } from 'pino'
import { expect, test } from 'vitest'
import { ActionError } from './errors.ts'
import { limitErrors } from './limit-errors.ts'

test('a lasting error is logged once a minute, with the number left out; other errors are not limited', () => {
  let time = 0
  const entries: Record<string, unknown>[] = []
  const log = pino({ hooks: { logMethod: limitErrors(() => time) } }, { write: (entry) => void entries.push(JSON.parse(entry) as never) })
  for (let second = 0; second < 60; second += 1) {
    time = second * 1000
    log.error({ err: new ActionError('storage_full'), job: `job ${second % 3}` }, 'A job failed; it is tried again')
    log.info('of no concern')
  }
  log.error({ err: new Error('another') }, 'A job failed; it is tried again')
  time = 61_000
  log.error({ err: new ActionError('storage_full') }, 'A call failed on our side')
  expect(entries.filter(({ level }) => level === 30)).toHaveLength(60)
  expect(entries.filter(({ level }) => level === 50).map(({ msg, leftOut }) => [msg, leftOut])).toEqual([
    ['A job failed; it is tried again', undefined],
    ['A job failed; it is tried again', undefined],
    ['A call failed on our side', 59],
  ])
})
