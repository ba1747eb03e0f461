import { setTimeout as sleep } from 'node:timers/promises'
import { Task } from '@clearway/sdk'

/** Writes a progress bar of many updates, then waits at its end until it is asked to go on. */
const task = await Task.init({ projectName: 'sdk tests', taskName: 'progress' })
for (let update = 0; update < 50_000; update += 1) process.stdout.write(`\r${String(update).padStart(60)}`)
process.stdout.write('\r the last state\r')
while (!process.stdin.readableEnded) {
  process.stdin.resume()
  await sleep(50)
}
process.stdout.write(Buffer.from('café\n').toString('hex'), 'hex')
await task.close()
