import type { Lease } from '@clearway/contract'
import type { GrantedLease } from './claim.ts'
import { handBack } from './hand-back.ts'
import type { LightLane } from './lanes/light.ts'
import type { Slots } from './lanes/slots.ts'
import type { Held } from './orders.ts'
import { Attempt } from './runner/attempt.ts'
import type { Intent } from './attempts/lease-record.ts'
import type { RunnerDeps } from './runner/runner-deps.ts'

interface HeldDeps {
  readonly runner: RunnerDeps
  readonly slots: Slots
  readonly light: LightLane
  /** Called when the agent holds another attempt. */
  readonly onAdded: () => void
  /** Called when there is room for another task. */
  readonly onRoom: () => void
  /** Reports work that must be done before the agent ends. */
  readonly awaitBeforeEnd: (work: Promise<void>) => void
}

/** The attempts that an agent holds, each in a slot or in the light lane, from the grant of its lease until it is over or detached. */
export class HeldAttempts {
  readonly #deps: HeldDeps
  readonly #attempts = new Map<string, Attempt>()

  constructor(deps: HeldDeps) {
    this.#deps = deps
  }

  /** Begins with a lease that was granted; hands it back where its slot is taken, or the light lane has no room. */
  take({ code, startedAt, ...lease }: GrantedLease): void {
    const { runner, slots, light, awaitBeforeEnd } = this.#deps
    const { attempt, slot } = lease
    runner.emit({ kind: 'claimed', lease })
    const hasRoom = slot === null ? light.admit(attempt) : slots.take(slot, attempt)
    if (hasRoom) this.#hold(new Attempt(runner, lease, { code, ...(startedAt !== undefined && { startedAt }) }))
    else awaitBeforeEnd(handBack(runner, lease))
  }

  /** Goes on with an attempt that a dead process of this agent left behind. */
  adopt(lease: Lease): void {
    const { runner, slots, light } = this.#deps
    if (lease.slot === null) light.adopt(lease.attempt)
    else slots.adopt(lease.slot, lease.attempt)
    runner.leases.adopt(lease.attempt)
    runner.emit({ kind: 'adopted', lease })
    this.#hold(new Attempt(runner, lease))
  }

  has(attempt: string): boolean {
    return this.#attempts.has(attempt)
  }

  leaseOf(attempt: string): Lease | undefined {
    return this.#attempts.get(attempt)?.lease
  }

  stop(attempt: string, intent: Intent): void {
    this.#attempts.get(attempt)?.stop(intent)
  }

  /** Stops those attempts whose leases are chosen. */
  stopAll(intent: Intent, isChosen: (lease: Lease) => boolean): void {
    for (const attempt of this.#attempts.values()) if (isChosen(attempt.lease)) attempt.stop(intent)
  }

  detachAll(): void {
    for (const attempt of this.#attempts.values()) attempt.detach()
  }

  /** Offers an attempt's slot again, because the attempt waits for a task that needs it; the attempt goes on in the light lane. */
  release(id: string): void {
    const { slots, light, onRoom } = this.#deps
    const attempt = this.#attempts.get(id)
    const slot = attempt?.lease.slot ?? null
    if (attempt === undefined || slot === null) return
    attempt.leaveSlot()
    light.adopt(id)
    slots.free(slot, id)
    onRoom()
  }

  /** Resolves when no attempt is held any more. */
  async over(): Promise<void> {
    while (this.#attempts.size > 0) await Promise.all([...this.#attempts.values()].map(({ done }) => done))
  }

  held(): Held {
    return {
      running: [...this.#attempts.keys()],
      stopping: [...this.#attempts].flatMap(([attempt, { isStopping }]) => (isStopping ? [attempt] : [])),
      inSlots: [...this.#attempts].flatMap(([attempt, { lease }]) => (lease.slot === null ? [] : [attempt])),
    }
  }

  /** The Python environments that programs run in. */
  environments(): ReadonlySet<string> {
    return new Set([...this.#attempts.values()].flatMap(({ environment }) => environment ?? []))
  }

  #hold(attempt: Attempt): void {
    const { runner, slots, light, onAdded, onRoom, awaitBeforeEnd } = this.#deps
    this.#attempts.set(attempt.lease.attempt, attempt)
    onAdded()
    void attempt.done.then(() => {
      const { lease } = attempt
      this.#attempts.delete(lease.attempt)
      runner.leases.remove(lease.attempt)
      // The slot is freed only after the server has acknowledged the end, because for the server too a slot holds one task at a time.
      if (lease.slot === null) light.leave(lease.attempt)
      else slots.free(lease.slot, lease.attempt)
      for (const next of attempt.next) this.take(next)
      onRoom()
    })
    awaitBeforeEnd(attempt.settled)
  }
}
