import { parentPort } from 'node:worker_threads'
import type { SentError, ThreadReply, ThreadRequest } from './messages.ts'
import { defined } from '../defined.ts'

export interface ThreadService<Input> {
  /** Answers one call. `id` is the call's number on the main thread. */
  readonly answer: (input: Input, id: number) => unknown
  /** Closes what the thread has opened. Called when every call is answered. */
  readonly close?: () => void | Promise<void>
  /** The properties of an error that the main thread needs besides its message. Default: none. */
  readonly propertiesOf?: (error: unknown) => Readonly<Record<string, unknown>>
}

/** The thread's side of `WorkerThread`: answers each call with one message, and ends on request. */
export function serveThread<Input>({ answer, close, propertiesOf = () => ({}) }: ThreadService<Input>): void {
  const port = defined(parentPort)
  const running = new Set<Promise<void>>()
  port.on('message', (request: ThreadRequest<Input>) => {
    if ('close' in request) return void end()
    const work = reply(request)
    running.add(work)
    void work.finally(() => running.delete(work))
  })
  send({ ready: true })

  async function reply({ id, input }: { readonly id: number; readonly input: Input }): Promise<void> {
    try {
      send({ id, value: await answer(input, id) })
    } catch (error) {
      send({ id, error: sentError(error) })
    }
  }

  function sentError(error: unknown): SentError {
    const { message, stack } = error instanceof Error ? error : { message: String(error), stack: undefined }
    return { message, stack, properties: propertiesOf(error) }
  }

  function send(message: ThreadReply): void {
    port.postMessage(message)
  }

  async function end(): Promise<void> {
    await Promise.allSettled(running)
    await close?.()
    port.close()
  }
}
