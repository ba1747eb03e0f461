import { once } from 'node:events'
import type { Worker } from 'node:worker_threads'
import { startThread } from '../../start-thread.ts'
import type { RegexSource } from './re2.ts'
import type { MatchRequest } from './regex-thread.ts'

/** The thread's file lies beside this one, both as source and when built. */
const threadFile = new URL(import.meta.url.endsWith('.ts') ? './regex-thread.ts' : './regex-thread.js', import.meta.url)

/** Tests texts in a separate thread, which starts with the first test, because a long pattern over long texts takes seconds. */
export class RegexLane implements AsyncDisposable {
  #worker: Worker | undefined

  /** Returns for each text whether it matches. Cancelling ends the thread. */
  async match(regex: RegexSource, texts: readonly string[], until: AbortSignal): Promise<readonly boolean[]> {
    until.throwIfAborted()
    const worker = (this.#worker ??= this.#start())
    const callOff = (): void => void worker.terminate()
    until.addEventListener('abort', callOff, { once: true })
    const answered = new AbortController()
    try {
      const answer = once(worker, 'message', { signal: answered.signal })
      const ended = once(worker, 'exit', { signal: answered.signal }).then(() => {
        throw new Error('The regex thread ended.')
      })
      worker.postMessage({ regex, texts } satisfies MatchRequest)
      const [matches] = (await Promise.race([answer, ended])) as [readonly boolean[]]
      return matches
    } finally {
      answered.abort()
      until.removeEventListener('abort', callOff)
    }
  }

  #start(): Worker {
    const worker = startThread(threadFile, { name: 'regex' })
    worker.unref()
    worker.once('exit', () => {
      if (this.#worker === worker) this.#worker = undefined
    })
    return worker
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker?.terminate()
  }
}
