import { availableParallelism } from 'node:os'
import { withResolvers } from '@clearway/contract/with-resolvers'
import { listGpus, visibleGpus } from '@clearway/runtime/gpus'
import pLimit, { type LimitFunction } from 'p-limit'

/** What this machine gives to the steps of local runs: a number of jobs at once, and its GPUs, of which no two steps share one. */
export class LocalMachine {
  readonly #limit: LimitFunction
  #gpus: Promise<Gpus | undefined> | undefined

  /** `jobs`: how many steps run at once. */
  constructor(jobs = availableParallelism()) {
    this.#limit = pLimit(jobs)
  }

  /** Runs a step once there is a job for it, and as many GPUs as it needs. `work` gets these, and undefined where it may use all that this process sees. */
  async run<T>(gpus: number, work: (gpus: readonly string[] | undefined) => Promise<T>): Promise<T> {
    const pool = gpus === 0 ? undefined : await (this.#gpus ??= gpusHere())
    if (pool === undefined) return this.#limit(() => work(undefined))
    // Before the job, which others may have while this step waits.
    const taken = await pool.take(gpus)
    try {
      return await this.#limit(() => work(taken))
    } finally {
      pool.giveBack(taken)
    }
  }
}

/** The GPUs that this process sees; undefined if none can be listed: there may be some of another make. */
async function gpusHere(): Promise<Gpus | undefined> {
  const seen = visibleGpus(await listGpus(AbortSignal.timeout(30_000)), process.env['CUDA_VISIBLE_DEVICES'])
  return seen.length === 0 ? undefined : new Gpus(seen)
}

/** GPUs, which are given to those who wait for them in the order in which they came. */
class Gpus {
  readonly #all: readonly string[]
  #free: string[]
  readonly #waiting: { readonly count: number; readonly resolve: (gpus: readonly string[]) => void }[] = []

  constructor(gpus: readonly string[]) {
    this.#all = gpus
    this.#free = [...gpus]
  }

  async take(count: number): Promise<readonly string[]> {
    if (count > this.#all.length)
      throw new Error(`It needs ${count} GPUs, and this machine gives ${this.#all.length}. Run it by the agent of a machine that has them.`)
    const { promise, resolve } = withResolvers<readonly string[]>()
    this.#waiting.push({ count, resolve })
    this.#serve()
    return promise
  }

  giveBack(gpus: readonly string[]): void {
    this.#free = this.#all.filter((gpu) => this.#free.includes(gpu) || gpus.includes(gpu))
    this.#serve()
  }

  #serve(): void {
    for (let next = this.#waiting[0]; next !== undefined && next.count <= this.#free.length; next = this.#waiting[0]) {
      this.#waiting.shift()
      next.resolve(this.#free.splice(0, next.count))
    }
  }
}
