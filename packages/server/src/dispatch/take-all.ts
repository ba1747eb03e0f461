import { aliveSince } from '../db/tables/alive-since.ts'
import type { Lease, ResponseOf, workers } from '@clearway/contract'
import type { CallTx, Context } from '../context.ts'
import { readTaskDocuments } from '../db/documents/task-document.ts'
import type { Offer } from '../db/tables/claimable.ts'
import { isAgentDrained } from '../db/tables/drained-agents.ts'
import { confirmClaim } from './confirm.ts'
import { take, type Taken } from './take.ts'

export type Leases = ResponseOf<typeof workers.claim>['leases'][number][]

export interface AgentOffers {
  readonly worker: string
  readonly boot: string
  readonly home: string | undefined
  /** In the order in which they are searched. */
  readonly queues: readonly string[]
  readonly offers: readonly Offer[]
  /** Whether the claims are confirmed as well. */
  readonly start?: boolean | undefined
}

interface TakenTogether {
  readonly leases: Leases
  readonly isDrained: boolean
}

const lightBatch = 8

/** Claims tasks for what an agent offers; none for a drained one. */
export async function takeAll(
  tx: CallTx,
  { worker: agent, boot, home, queues, offers, start = false }: AgentOffers,
): Promise<TakenTogether> {
  if (await isAgentDrained(tx, agent)) return { leases: [], isDrained: true }
  const taken: Lease[] = []
  const taker = {
    queues,
    agent,
    boot,
    home: home ?? null,
    kind: 'own' as const,
    session: null,
    aliveSince: aliveSince(tx),
    confirmBy: tx.tick() + tx.settings.confirmSeconds * 1000,
  }
  for (const offer of offers) {
    const worker = offer.lane === 'light' ? `${agent}:light` : `${agent}:${offer.slot}`
    // A light lane has no slots: it takes all that waits for it, a batch at a time.
    for (let left = offer.lane === 'light' ? lightBatch : 1; left > 0; left -= 1) {
      const got = await take(tx, offer, { ...taker, worker })
      if (got === undefined) break
      if (start) await confirmClaim(tx, got.attempt)
      taken.push(leaseOf(got, offer.lane, offer.lane === 'step' ? offer.slot : null))
    }
  }
  return { leases: await withCode(tx, taken), isDrained: false }
}

/** The parts of a task that an agent needs to run it. */
const partsOfCode = ['script', 'execution.artifacts', 'container']

async function withCode(tx: Context, leases: readonly Lease[]): Promise<Leases> {
  const ids = leases.map(({ task }) => task)
  const documents = ids.length === 0 ? [] : await readTaskDocuments(tx, ids, partsOfCode)
  return leases.map((lease) => {
    const { script = {}, execution: { artifacts = [] } = {}, container = {} } = documents.find(({ id }) => id === lease.task) ?? {}
    return { ...lease, code: { script, artifacts, container } }
  })
}

function leaseOf({ attempt, task, name, queue, accessKey, secretKey }: Taken, lane: 'step' | 'light', slot: number | null): Lease {
  return { attempt: attempt.id, number: attempt.number, task, name, queue, lane, slot, access_key: accessKey, secret_key: secretKey }
}
