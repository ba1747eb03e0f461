import { DatabaseSync } from 'node:sqlite'
import { mkdtemp, rm } from 'node:fs/promises'
import { Agent, type IncomingMessage, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { type Measure, percentile, timed } from './measure.ts'
import { openWorld } from './worlds.ts'

const batches = 20
const perBatch = 25_000
/** One and a half times the budget. */
const steadyRate = 150_000

/** Measures scalars over HTTP into SQLite while another thread polls a queue like a published agent: first as fast as possible, then at a steady rate. */
export const scalars: Measure = {
  name: 'scalars',
  run: async () => {
    await using world = await openWorld()
    const { api } = world
    const { id: task } = await api.tasks.create({ name: 'a heavy experiment', type: 'training' })
    await api.tasks.started({ task })
    const { id: queue } = await api.queues.get_default({})
    const { url, accessKey, secretKey } = world.server.connection
    const send = sender(`${url}/events.add_batch`, {
      authorization: `Basic ${Buffer.from(`${accessKey}:${secretKey}`).toString('base64')}`,
      'content-type': 'application/json-lines',
    })
    const polling = { url, accessKey, secretKey, queue }

    const bodies = bodiesOf(task, 0)
    const fast = await whilePolling(polling, async () => {
      for (const body of bodies) await send(body)
    })
    const steady = bodiesOf(task, batches)
    const { polls } = await whilePolling(polling, async () => {
      const start = performance.now()
      for (const [index, body] of steady.entries()) {
        await pause(Math.max(0, start + (index * perBatch * 1000) / steadyRate - performance.now()))
        await send(body)
      }
    })
    return [
      {
        name: 'scalars in, through HTTP (SQLite)',
        value: ((batches * perBatch) / fast.milliseconds) * 1000,
        unit: 'points/s',
        budget: 100_000,
        atLeast: true,
        raw: { name: 'bare SQLite', value: await bareRate() },
      },
      { name: 'queues.get_next_task meanwhile, p99', value: percentile(fast.polls, 0.99), unit: 'ms' },
      { name: `queues.get_next_task at ${steadyRate / 1000},000 points/s, p99`, value: percentile(polls, 0.99), unit: 'ms', budget: 20 },
    ]
  },
}

/** The bodies, made beforehand, because only the server is measured. */
function bodiesOf(task: string, first: number): readonly Buffer[] {
  return Array.from({ length: batches }, (_, batch) =>
    Buffer.from(
      eventsOf(task, first + batch)
        .map((event) => JSON.stringify(event))
        .join('\n'),
    ),
  )
}

/** How long the work took, and how long each poll of the other thread took meanwhile. */
async function whilePolling(
  workerData: object,
  work: () => Promise<void>,
): Promise<{ readonly milliseconds: number; readonly polls: readonly number[] }> {
  const poller = new Worker(new URL('./programs/poll-queue.ts', import.meta.url), { workerData })
  await once(poller, 'message')
  const { milliseconds } = await timed(work)
  poller.postMessage('stop')
  const [polls] = (await once(poller, 'message')) as [number[]]
  return { milliseconds, polls }
}

/** Sends bodies over one connection, without `fetch`: collecting its copies would take time from the measured server. */
function sender(url: string, headers: Readonly<Record<string, string>>): (body: Buffer) => Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  return async (body) => {
    const call = request(url, { method: 'POST', agent, headers: { ...headers, 'content-length': body.length } })
    call.end(body)
    const [answer] = (await once(call, 'response')) as [IncomingMessage]
    const said = await text(answer)
    if (answer.statusCode !== 200) throw new Error(said)
  }
}

function eventsOf(task: string, batch: number): object[] {
  const timestamp = Date.now()
  return Array.from({ length: perBatch }, (_, n) => ({
    type: 'training_stats_scalar',
    task,
    timestamp,
    iter: batch * 1000 + Math.floor(n / 25),
    metric: 'loss',
    variant: `v${n % 25}`,
    value: sample(n),
  }))
}

/** A value of a curve that does not compress, the same in each run. */
function sample(n: number): number {
  return ((n * 2_654_435_761) % 2 ** 32) / 2 ** 32
}

/** Inserts the same points by prepared statements, without HTTP, JSON or another thread. */
async function bareRate(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'clearway-bench-'))
  const db = new DatabaseSync(join(folder, 'bare.db'))
  db.exec(
    'pragma journal_mode = wal; pragma synchronous = normal; create table point(series integer, iter integer, ts integer, value real, primary key (series, iter)) without rowid',
  )
  const insert = db.prepare(
    'insert into point values (?, ?, ?, ?) on conflict (series, iter) do update set ts = excluded.ts, value = excluded.value',
  )
  const { milliseconds } = await timed(async () => {
    for (let batch = 0; batch < batches; batch += 1) {
      db.exec('begin')
      for (let n = 0; n < perBatch; n += 1) insert.run(n % 25, batch * 1000 + Math.floor(n / 25), 0, sample(n))
      db.exec('commit')
    }
  })
  db.close()
  await rm(folder, { recursive: true })
  return ((batches * perBatch) / milliseconds) * 1000
}
