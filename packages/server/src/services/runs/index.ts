import type { Implementation, runs } from '@clearway/contract'
import { type Context, readerOf } from '../../context.ts'
import { readRun } from '../../db/tables/runs.ts'
import { waitFor } from '../../signals/wait-for.ts'
import * as verbs from './verbs.ts'
import { findTask } from '../../db/tables/tasks.ts'
import { appendRun } from '../../runs/append-run.ts'
import { checkRun } from '../../runs/check.ts'
import { gridOfRuns } from '../../runs/grid-of-runs.ts'
import { progressOfRuns } from '../../runs/progress-of-runs.ts'
import { previewRetry } from '../../runs/preview-retry.ts'
import { previewRun } from '../../runs/preview-run.ts'
import { summarizePipelines } from '../../runs/summarize-pipelines.ts'
import { viewRun } from '../../runs/view.ts'
import { transact } from '../../db/connection/transaction.ts'

export const runsService: Implementation<typeof runs, Context> = {
  get: async ({ run, after = 0, wait = 0 }, ctx) => {
    const { id } = await findTask(ctx, run)
    const found = await waitFor(ctx, { topics: [`run:${id}`], seconds: wait }, async () => {
      const read = await readRun(ctx, id, after)
      return read.events.length > 0 ? read : undefined
    })
    return { run, ...(found ?? (await readRun(ctx, id, after))) }
  },
  ...verbs,
  view: (request, ctx) => viewRun(readerOf(ctx), request),
  progress: ({ runs }, ctx) => progressOfRuns(readerOf(ctx), runs),
  grid: (request, ctx) => gridOfRuns(readerOf(ctx), request),
  pipelines: (request, ctx) => summarizePipelines(readerOf(ctx), request),
  check: (request, ctx) => checkRun(readerOf(ctx), request),
  preview: (request, ctx) => previewRun(readerOf(ctx), request),
  preview_retry: (request, ctx) => previewRetry(readerOf(ctx), request),
  append: (request, ctx) => transact(ctx, (tx) => appendRun(tx, request)),
}
