import { once } from 'node:events'
import { type AgentOptions, describeEvent, startAgent } from '@clearway/agent'

/** The program of `startAgentProcess`: says when the server knows it and what it does, drains on SIGTERM. */
const options = JSON.parse(process.argv[2] ?? '{}') as AgentOptions
await using agent = await startAgent({ ...options, onEvent: (event) => console.log(describeEvent(event)) })
console.log(`ready ${agent.name}`)
const stopped = setInterval(() => {}, 1 << 30)
await once(process, 'SIGTERM')
clearInterval(stopped)
