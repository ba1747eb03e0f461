import type { contract, LightMode, RequestOf, ResponseOf } from '@clearway/contract'
import type { Api } from '@clearway/sdk/client'
import { clientOf } from '@clearway/testkit'

type ClaimRequest = RequestOf<typeof contract.workers.claim>
export type Lease = ResponseOf<typeof contract.workers.claim>['leases'][number]

export interface FakeAgentOptions {
  readonly queues: readonly string[]
  readonly boot?: string
  /** The number of free slots. Default: 1. */
  readonly slots?: number
  readonly light?: LightMode
}
interface Renewal {
  readonly running: readonly Held[]
  readonly stopping?: readonly Held[]
  readonly wait?: number
  readonly renew?: boolean
}
type Held = Pick<Lease, 'attempt'>
type Outcome = RequestOf<typeof contract.workers.end>['outcome']

/** An agent that makes an agent's calls (claim, start, end) and runs nothing. */
export function fakeAgent(api: Api, worker: string, { queues, boot = 'first', slots = 1, light = 'off' }: FakeAgentOptions) {
  return {
    worker,
    claim: (given: Partial<ClaimRequest> = {}) =>
      api.workers.claim({
        worker,
        boot,
        queues: [...queues],
        slots: Array.from({ length: slots }, (_, slot) => ({ slot })),
        light: { free: light !== 'off', mode: light },
        running: [],
        wait: 0,
        ...given,
      }),
    /** Claims, and expects exactly one lease. It waits for the lease, because what lets a task start may be on its way still. */
    async claimOne(given: Partial<ClaimRequest> = {}): Promise<Lease> {
      const { leases } = await this.claim({ wait: 20, ...given })
      if (leases.length !== 1) throw new Error(`${worker} got ${leases.length} leases.`)
      return leases[0]!
    },
    start: ({ attempt }: Held) => api.workers.start({ worker, attempt }),
    end: ({ attempt }: Held, outcome: Outcome = 'completed') => api.workers.end({ worker, attempt, outcome, reason: `it ${outcome}` }),
    handBack: ({ attempt }: Held, needsSlot = false) =>
      api.workers.hand_back({ worker, attempt, reason: 'no room', needs_slot: needsSlot }),
    renew: ({ running, stopping = [], ...given }: Renewal) =>
      api.workers.renew({ worker, boot, running: idsOf(running), stopping: idsOf(stopping), ...given }),
  }
}

function idsOf(held: readonly Held[]): string[] {
  return held.map(({ attempt }) => attempt)
}

/** The API with the credential of an attempt. */
export function asAttempt(url: string, { access_key: accessKey, secret_key: secretKey }: Lease): Api {
  return clientOf({ url, accessKey, secretKey })
}
