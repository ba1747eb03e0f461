import { parentPort, workerData } from 'node:worker_threads'
import { clientOf } from '@clearway/testkit'

/** Polls a queue as a published agent does, and prints how long each answer took. */
const { queue, ...connection } = workerData as { url: string; accessKey: string; secretKey: string; queue: string }
const api = clientOf(connection)
const times: number[] = []
let stopped = false
parentPort!.on('message', () => (stopped = true))
await api.queues.get_next_task({ queue })
parentPort!.postMessage('polling')
while (!stopped) {
  const start = performance.now()
  await api.queues.get_next_task({ queue })
  times.push(performance.now() - start)
  await new Promise((resolve) => setTimeout(resolve, 5))
}
parentPort!.postMessage(times)
parentPort!.close()
