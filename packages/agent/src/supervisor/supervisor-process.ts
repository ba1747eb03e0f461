import { setTimeout as sleep } from 'node:timers/promises'
import { Supervision } from './supervision.ts'

/**
 * The program that supervises the steps of one agent, in a session of its own, so that it lives on when the agent is killed or frozen. Each text on
 * standard input asks for a check of the steps; the end of standard input means that the agent has ended. The supervisor then ends too, as soon as it has no
 * step to supervise.
 */
const work = process.argv[2]
if (work === undefined) throw new Error('The work folder of the agent is missing.')
const supervision = new Supervision(work)
let asked = Promise.withResolvers<void>()
process.stdin.on('data', () => asked.resolve())
process.stdin.on('close', () => {
  supervision.hasAgent = false
  asked.resolve()
})
// An agent that was killed meanwhile reads no answer.
process.stdout.on('error', () => {})
await supervision.begin()
process.stdout.write('ready\n')
while (!(await supervision.isOver())) {
  asked = Promise.withResolvers()
  const rest = supervision.check()
  if (rest === undefined && !supervision.hasAgent) break
  await (rest === undefined ? asked.promise : Promise.race([asked.promise, sleep(rest)]))
}
process.exit()
