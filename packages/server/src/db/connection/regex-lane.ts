import { WorkerThread } from '../../worker-thread/worker-thread.ts'
import type { RegexSource } from './re2.ts'
import type { MatchRequest } from './regex-thread.ts'

/** The thread's file lies beside this one, both as source and when built. */
const file = new URL(import.meta.url.endsWith('.ts') ? './regex-thread.ts' : './regex-thread.js', import.meta.url)

type RegexThread = WorkerThread<MatchRequest, readonly boolean[]>

/** Tests texts in a separate thread, which starts with the first test, because a long pattern over long texts takes seconds. */
export class RegexLane implements AsyncDisposable {
  #thread: RegexThread | undefined

  /** Returns for each text whether it matches. Cancelling ends the thread. */
  async match(regex: RegexSource, texts: readonly string[], until: AbortSignal): Promise<readonly boolean[]> {
    until.throwIfAborted()
    const thread = (this.#thread ??= this.#start())
    const cancel = (): void => this.#end(thread, new Error('The test was cancelled.'))
    until.addEventListener('abort', cancel, { once: true })
    try {
      return await thread.call({ regex, texts }).answer
    } finally {
      until.removeEventListener('abort', cancel)
    }
  }

  #start(): RegexThread {
    const thread: RegexThread = new WorkerThread({ file, name: 'regex', unref: true })
    void thread.ended.then((reason) => this.#end(thread, reason))
    return thread
  }

  #end(thread: RegexThread, reason: Error): void {
    if (this.#thread === thread) this.#thread = undefined
    thread.terminate(reason)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const thread = this.#thread
    if (thread === undefined) return
    this.#end(thread, new Error('The server is stopping.'))
    await thread.ended
  }
}
