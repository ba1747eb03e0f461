import { setImmediate as turn } from 'node:timers/promises'
import type { StepState } from '@clearway/engine'
import pLimit from 'p-limit'
import type { Connection } from '../connection.ts'
import type { Call } from './call.ts'
import { failureOf } from './failure-of.ts'
import { outputsOf } from './program-function.ts'
import type { Origins } from './origins.ts'
import { readResult } from './results.ts'
import { sourceOf } from './step-result.ts'
import { ValueReader } from './values/decode.ts'

const readsAtOnce = 8

interface Delivery {
  readonly call: Call
  readonly outcome: Promise<() => void>
}

/**
 * Gives calls the results of their steps, in the order in which the steps ended: so a body that is run again gets them as it did the first time.
 * Values are read at once, and only those that the body waits for.
 */
export class Deliveries {
  readonly #connection: Connection
  readonly #origins: Origins
  readonly #callOf: (step: string) => Call | undefined
  readonly #limit = pLimit(readsAtOnce)
  readonly #taken = new Set<Call>()
  #due: Delivery[] = []
  #isDelivering = false
  #isStopped = false

  constructor(connection: Connection, origins: Origins, callOf: (step: string) => Call | undefined) {
    this.#connection = connection
    this.#origins = origins
    this.#callOf = callOf
  }

  /** Stops the deliveries: no further call gets its result. */
  stop(): void {
    this.#isStopped = true
  }

  /** To be called when a step has ended, and when its value is wanted for the first time. */
  update(call: Call): void {
    const { end } = call
    if (end === undefined || this.#taken.has(call)) return
    const isDone = end.status === 'completed' || end.status === 'cached'
    if (isDone && !call.isWanted) return
    this.#taken.add(call)
    const outcome = this.#limit(() => (isDone ? this.#value(call, end.task ?? '') : this.#failure(call, end))).catch(
      (error: unknown) => () => call.reject(error),
    )
    this.#due.push({ call, outcome })
    if (!this.#isDelivering) void this.#deliver()
  }

  async #deliver(): Promise<void> {
    this.#isDelivering = true
    do {
      // Steps that ended together are all reported within this turn, so that they can be sorted.
      await turn()
      const due = this.#due.splice(0).sort((a, b) => orderOf(a) - orderOf(b))
      for (const { outcome } of due) {
        const settle = await outcome
        if (!this.#isStopped) settle()
        await turn()
      }
    } while (this.#due.length > 0)
    this.#isDelivering = false
  }

  async #value(call: Call, task: string): Promise<() => void> {
    const document = (await this.#connection.api.tasks.get_by_id({ task })).task
    const value = await readResult(new ValueReader(this.#connection), document, outputsOf(call.called.work))
    const source = sourceOf(call.result)
    if (source !== undefined) this.#origins.add(value, call.result, source.part)
    return () => call.resolve(value)
  }

  async #failure(call: Call, end: StepState): Promise<() => void> {
    const failure = await failureOf(this.#connection.api, end, this.#callOf)
    return () => call.reject(failure)
  }
}

function orderOf({ call }: Delivery): number {
  return call.end?.endedAt ?? 0
}
