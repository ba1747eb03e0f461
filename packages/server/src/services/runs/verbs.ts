import type { runs } from '@clearway/contract'
import type { Handler } from '../../context.ts'
import type { FleetScope } from '../../db/tables/fleet.ts'
import type { TaskRow } from '../../db/tables/tasks.ts'
import { transact } from '../../db/connection/transaction.ts'
import { ActionError } from '../../errors.ts'
import type { Reader } from '../../scope.ts'
import { findNewestRun } from '../../runs/find-newest-run.ts'
import { pauseRun } from '../../runs/pause-run.ts'
import { queueOfRun } from '../../runs/queue-of-run.ts'
import { resumeRun } from '../../runs/resume-run.ts'
import { retryRun } from '../../runs/retry-run.ts'
import { warningsFor } from '../../runs/check.ts'
import { startRun, type StartedRun } from '../../runs/start-run.ts'
import { stopRun } from '../../runs/stop-run.ts'

export const start: Handler<typeof runs.start> = async ({ pipeline, run, version, parameters, queue }, ctx) =>
  transact(ctx, async (tx) => {
    await assertQueue(tx, queue)
    const source = run ?? (pipeline === undefined ? undefined : await findNewestRun(tx, pipeline, version))
    if (source === undefined)
      throw new ActionError('missing_fields', { problems: [{ field: 'pipeline', message: 'or run: one of them is required' }] })
    return answer(tx, await startRun(tx, source, { parameters, queue }))
  })

export const rerun: Handler<typeof runs.rerun> = async ({ run, ...given }, ctx) =>
  transact(ctx, async (tx) => {
    await assertQueue(tx, given.queue)
    return answer(tx, await startRun(tx, run, given))
  })

export const retry: Handler<typeof runs.retry> = async (request, ctx) =>
  transact(ctx, async (tx) => {
    await assertQueue(tx, request.queue)
    const going = await retryRun(tx, request)
    return { ...(await answer(tx, going)), steps: [...going.steps] }
  })

export const resume: Handler<typeof runs.resume> = async (request, ctx) =>
  transact(ctx, async (tx) => {
    await assertQueue(tx, request.queue)
    const going = await resumeRun(tx, request)
    return { ...(await answer(tx, going)), steps: [...going.steps] }
  })

export const pause: Handler<typeof runs.pause> = async (request, ctx) =>
  transact(ctx, async (tx) => {
    const { task, paused } = await pauseRun(tx, request)
    return { ...runOf(task), paused: [...paused] }
  })

export const stop: Handler<typeof runs.stop> = async (request, ctx) =>
  transact(ctx, async (tx) => {
    const { task, hadEnded, stopped } = await stopRun(tx, request)
    const stopping = task.status === 'in_progress' || stopped.some(({ atOnce }) => !atOnce)
    return { ...runOf(task), stopping, had_ended: hadEnded, stopped: stopped.map(({ id }) => id) }
  })

/** Refuses an unknown queue before the run is checked, so that the error names the queue. */
async function assertQueue(tx: Reader, queue: string | undefined): Promise<void> {
  if (queue !== undefined) await queueOfRun(tx, queue, { queue: null })
}

async function answer(scope: FleetScope, { task, checked }: StartedRun) {
  return { ...runOf(task), warnings: await warningsFor(scope, checked) }
}

function runOf({ id, name, status, queue }: TaskRow) {
  return { run: id, name, status, ...(status === 'queued' && queue !== null ? { queue } : {}) }
}
