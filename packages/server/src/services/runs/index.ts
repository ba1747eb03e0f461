import type { Implementation, runs } from '@clearway/contract'
import type { Context } from '../../context.ts'
import { appendRunEvents, readRun } from '../../db/runs.ts'
import { findOwnTask, findTask } from '../../db/tasks.ts'
import { transact } from '../../db/transaction.ts'

export const runsService: Implementation<typeof runs, Context> = {
  get: async ({ run, after = 0 }, ctx) => {
    const { id } = await findTask(ctx, run)
    return { run, ...(await readRun(ctx, id, after)) }
  },
  append: ({ run, expected_seq, engine_version, events }, ctx) =>
    transact(ctx, async (tx) => {
      const { id } = await findOwnTask(tx, run)
      return { seq: await appendRunEvents(tx, id, { expectedSeq: expected_seq, engineVersion: engine_version, events }) }
    }),
}
