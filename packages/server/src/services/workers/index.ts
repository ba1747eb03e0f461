import type { Implementation, workers } from '@clearway/contract'
import { type Context, readerOf } from '../../context.ts'
import { claim } from '../../dispatch/claim.ts'
import { confirmClaim } from '../../dispatch/confirm.ts'
import { heldAttempt } from '../../dispatch/held-attempt.ts'
import { renew } from '../../dispatch/lease.ts'
import { transact } from '../../db/connection/transaction.ts'
import { recordMachine } from '../../load/record-machine.ts'
import { countWorkers } from '../../queries/find-workers.ts'
import { listWorkerAttempts } from '../../workers/attempts.ts'
import { drainWorker } from '../../workers/drain.ts'
import { listWorkers } from '../../workers/list.ts'
import { registerWorker } from '../../workers/register.ts'
import { reportStatus } from '../../workers/report-status.ts'
import { unregisterWorker } from '../../workers/unregister.ts'
import { end } from './end.ts'
import { get_activity_report, get_metric_keys, get_stats } from './load.ts'
import { hand_back } from './hand_back.ts'

export const workersService: Implementation<typeof workers, Context> = {
  register: async (request, ctx) => {
    await transact(ctx, (tx) => registerWorker(tx, request))
    return {}
  },
  unregister: async ({ worker }, ctx) => {
    await transact(ctx, (tx) => unregisterWorker(tx, worker))
    return {}
  },
  status_report: async (request, ctx) => {
    await transact(ctx, (tx) => reportStatus(tx, request))
    return {}
  },
  get_all: async ({ last_seen: lastSeen = 3600, worker_pattern: pattern, tags = [], system_tags: systemTags = [] }, ctx) => ({
    workers: await listWorkers(ctx, { lastSeen, pattern, tags, systemTags }),
  }),
  get_attempts: async ({ worker, limit = 50 }, ctx) => ({ attempts: await listWorkerAttempts(readerOf(ctx), worker, limit) }),
  drain: ({ worker }, ctx) => transact(ctx, async (tx) => ({ updated: Number(await drainWorker(tx, worker, true)) })),
  resume: ({ worker }, ctx) => transact(ctx, async (tx) => ({ updated: Number(await drainWorker(tx, worker, false)) })),
  claim: (request, ctx) => claim(ctx, request),
  renew: (request, ctx) => renew(ctx, request),
  start: ({ worker, attempt }, ctx) =>
    transact(ctx, async (tx) => {
      await confirmClaim(tx, await heldAttempt(tx, attempt, worker))
      return {}
    }),
  hand_back,
  end,
  report_machine: async ({ worker, machine_stats: stats }, ctx) => {
    await transact(ctx, (tx) => recordMachine(tx, worker, stats))
    return {}
  },
  get_stats,
  get_metric_keys,
  get_activity_report,
  get_count: async ({ last_seen: lastSeen = 0, worker_pattern: pattern, tags = [], system_tags: systemTags = [] }, ctx) => ({
    count: await countWorkers(ctx, { lastSeen, pattern, tags, systemTags }),
  }),
}
