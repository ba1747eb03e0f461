import { once } from 'node:events'
import type { AgentOptions } from '../src/agent-options.ts'
import { describeEvent, startAgent } from '../src/index.ts'

/** The program of an agent that can be killed: prints each event on a line, and drains on SIGTERM. */
const options = JSON.parse(process.argv[2] ?? '{}') as AgentOptions
await using _agent = await startAgent({ ...options, onEvent: (event) => console.log(`${event.kind} ${describeEvent(event)}`) })
await once(process, 'SIGTERM')
