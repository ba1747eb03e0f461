import { postgres, until } from '@clearway/testkit'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { postgresProxy } from '../../test/postgres-proxy.ts'
import { listenForSignals } from './postgres-signals.ts'

const log = pino({ level: 'silent' })

test('a broken signal connection is made anew by one attempt at a time, each after a longer pause', async () => {
  await using database = await postgres.fresh()
  await using proxy = await postgresProxy(database.url)
  const here = await listenForSignals(proxy.url, log)
  await using _here = here.forwarding
  const elsewhere = await listenForSignals(database.url, log)
  await using _elsewhere = elsewhere.forwarding

  const began = performance.now()
  proxy.close()
  for (let attempts = 0; attempts < 3; attempts += 1) await proxy.refusal()
  // After 200 ms, 400 ms and 800 ms.
  expect(performance.now() - began).toBeGreaterThan(1350)

  proxy.reopen()
  await until(async () => {
    elsewhere.signals.send('work')
    return here.signals.wait(['work'], 100, AbortSignal.timeout(60_000))
  })
})
