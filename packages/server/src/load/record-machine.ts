import type { CallTx } from '../context.ts'
import { addSamples } from '../db/tables/load-samples.ts'
import { countWorkers } from '../db/tables/workers.ts'
import { figuresOf } from './figures.ts'

/** How many workers a report is about, and how many of them run a task. */
interface Activity {
  readonly workers: number
  readonly active: number
}

/** Stores the load that an agent reports of its machine, and how many of its workers are busy. */
export async function recordMachine(tx: CallTx, agent: string, stats: Readonly<Record<string, unknown>>): Promise<void> {
  await recordLoad(tx, agent, stats, await countWorkers(tx, agent))
}

/** Stores the load of a machine and the activity of its workers, in one statement, and announces new figures once for each span of samples. */
export async function recordLoad(
  tx: CallTx,
  owner: string,
  stats: Readonly<Record<string, unknown>>,
  { workers, active }: Activity,
): Promise<void> {
  const { company } = tx
  const figures = figuresOf(stats)
  const fresh = await addSamples(tx, [
    ...figures.map((figure) => ({ ...figure, company, owner, kind: 'machine' as const })),
    { company, owner, kind: 'activity', metric: 'workers', variant: 'total', values: [workers] },
    { company, owner, kind: 'activity', metric: 'active', variant: 'total', values: [active] },
  ])
  if (figures.length > 0 && fresh.has(owner)) tx.recordChange({ entity: 'worker', id: owner, kind: 'load', rev: 0 })
}
