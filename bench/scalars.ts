import { DatabaseSync } from 'node:sqlite'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { type Measure, percentile, timed } from './measure.ts'
import { openWorld } from './worlds.ts'

const batches = 20
const perBatch = 25_000

/** Scalars through HTTP into the embedded database, while a published agent would poll its queue. */
export const scalars: Measure = {
  name: 'scalars',
  run: async () => {
    await using world = await openWorld()
    const { api } = world
    const { id: task } = await api.tasks.create({ name: 'a heavy experiment', type: 'training' })
    await api.tasks.started({ task })
    const { id: queue } = await api.queues.get_default({})
    const { url, accessKey, secretKey } = world.server.connection
    // Written beforehand, and the poll in a thread of its own: only the server is measured.
    const bodies = Array.from({ length: batches }, (_, batch) =>
      Buffer.from(
        eventsOf(task, batch)
          .map((event) => JSON.stringify(event))
          .join('\n'),
      ),
    )
    const headers = {
      authorization: `Basic ${Buffer.from(`${accessKey}:${secretKey}`).toString('base64')}`,
      'content-type': 'application/json-lines',
    }
    const poller = new Worker(new URL('./programs/poll-queue.ts', import.meta.url), { workerData: { url, accessKey, secretKey, queue } })
    await once(poller, 'message')
    const sent = await timed(async () => {
      for (const body of bodies) {
        const answer = await fetch(`${url}/events.add_batch`, { method: 'POST', headers, body })
        if (!answer.ok) throw new Error(await answer.text())
      }
    })
    poller.postMessage('stop')
    const [polls] = (await once(poller, 'message')) as [number[]]
    const rate = ((batches * perBatch) / sent.milliseconds) * 1000
    return [
      {
        name: 'scalars in, through HTTP (SQLite)',
        value: rate,
        unit: 'points/s',
        budget: 100_000,
        atLeast: true,
        raw: { name: 'bare SQLite', value: await bareRate() },
      },
      { name: 'queues.get_next_task meanwhile, p99', value: percentile(polls, 0.99), unit: 'ms', budget: 20 },
    ]
  },
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
    value: Math.random(),
  }))
}

/** The same points by prepared statements, without HTTP, JSON or a thread. */
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
      for (let n = 0; n < perBatch; n += 1) insert.run(n % 25, batch * 1000 + Math.floor(n / 25), 0, Math.random())
      db.exec('commit')
    }
  })
  db.close()
  await rm(folder, { recursive: true })
  return ((batches * perBatch) / milliseconds) * 1000
}
