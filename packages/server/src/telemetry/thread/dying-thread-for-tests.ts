import { parentPort } from 'node:worker_threads'
import type { Request } from './requests.ts'

/** The real thread, but that it ends in the middle of its work when told to remove this. */
export const lastWords = 'the end'

// What is sent before the thread listens would be lost if anyone else listened first.
if (parentPort !== null) await import('./thread.ts')
parentPort?.on('message', (request: Request) => {
  if ('verb' in request && request.verb === 'remove' && request.input.owners?.includes(lastWords) === true) process.exit(3)
})
