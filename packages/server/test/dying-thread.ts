import { parentPort } from 'node:worker_threads'
import type { ThreadRequest } from '../src/worker-thread/messages.ts'
import type { Request } from '../src/telemetry/thread/requests.ts'

/** The message that makes this thread exit in the middle of its work. Apart from that it is the real thread. */
export const exitRequest = 'the end'

// The real thread subscribes first: messages sent before it listens are lost as soon as there is another listener.
if (parentPort !== null) await import('../src/telemetry/thread/thread.ts')
parentPort?.on('message', (request: ThreadRequest<Request>) => {
  if (!('input' in request) || request.input.verb !== 'remove') return
  if (request.input.input.owners?.includes(exitRequest) === true) process.exit(3)
})
