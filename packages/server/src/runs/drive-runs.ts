import { setImmediate } from 'node:timers/promises'
import { engineVersion, isEnded, type RunEvent } from '@clearway/engine'
import { transact } from '../db/connection/transaction.ts'
import {
  clearDeadline,
  clearRunDeadline,
  dueRuns,
  findRun,
  overdueRuns,
  overdueSteps,
  runsToShow,
  setRunDue,
} from '../db/tables/server-runs.ts'
import { findOwnTask, lockTask } from '../db/tables/tasks.ts'
import { forEachApart, ItemFault, ItemsApart } from '../each-apart.ts'
import { undefinedIf } from '../errors.ts'
import type { FileStore } from '../files/file-store.ts'
import type { Scope, Tx } from '../scope.ts'
import { type RunDeps, tryAdvance } from './follow-runs.ts'
import { loadRun } from './load-run.ts'
import { showProgress } from './progress.ts'
import { runActor } from './run-actor.ts'
import { type RunResult, storeResultFile } from './run-result.ts'

type DriveScope = Scope & RunDeps

interface ContinueScope extends DriveScope {
  readonly files: FileStore
}

/** How many runs take turns. */
const runsAtOnce = 20

/**
 * Carries out what transactions have left to do in runs, such as most launches of a wide pipeline: a part in each transaction, so that other writers
 * get their turns, and a part of each run in turn. Stores the results of runs that have completed.
 */
export async function continueRuns(scope: ContinueScope, signal: AbortSignal): Promise<void> {
  const runs = new ItemsApart<string>()
  await runs.workWhileFound({
    find: (failed) => dueRuns(scope, engineVersion, runsAtOnce + failed.length),
    idOf: ({ id }) => id,
    work: async ({ id, company }) => {
      await takeTurn({ ...scope, company, doing: 'job runs' }, id)
      await setImmediate()
    },
    signal,
  })
  runs.throwErrors()
}

/** Carries out a part of what a run has left to do, and stores its result if that was the last of it. */
async function takeTurn(scope: ContinueScope, run: string): Promise<void> {
  const result = await transact(scope, (tx) => continueRun(tx, run))
  if (result === undefined) return
  await storeResultFile(scope, scope.files, result).catch((error: unknown) => {
    throw new ItemFault(error)
  })
  await transact(scope, (tx) => continueRun(tx, run, result))
}

async function continueRun(tx: Tx & RunDeps, run: string, result?: RunResult): Promise<RunResult | undefined> {
  const controller = await findOwnTask(tx, run).catch(undefinedIf('task_not_found'))
  if (controller === undefined) return undefined
  if (controller.status === 'in_progress' && controller.driver === 'server')
    return tryAdvance(tx, controller, tx, { events: () => [], continues: true, result })
  // The end of a large run is shown when its controller has ended; a run that was ended from outside has nothing left to do.
  await setRunDue(tx, run, false)
  const loaded = await loadRun(tx, tx.cache, run)
  if (isEnded(loaded.state)) await showProgress(runActor(tx, controller), run, loaded.state, loaded.seq)
  return undefined
}

/** Reports runs and steps that have exceeded their time limits, so that they are stopped. */
export async function endOverdue(scope: DriveScope): Promise<void> {
  await forEachApart(await overdueRuns(scope), ({ id, company }) =>
    transact({ ...scope, company }, async (tx) => {
      await lockTask(tx, id)
      if (await clearRunDeadline(tx, id)) await report(tx, id, { type: 'run_timed_out' })
    }),
  )
  await forEachApart(await overdueSteps(scope), ({ run, step, attempt, company }) =>
    transact({ ...scope, company }, async (tx) => {
      await lockTask(tx, run)
      if (await clearDeadline(tx, { run, step, attempt })) await report(tx, run, { type: 'step_timed_out', step, attempt })
    }),
  )

  async function report(tx: Tx, run: string, event: RunEvent): Promise<void> {
    const controller = await findOwnTask(tx, run).catch(undefinedIf('task_not_found'))
    if (controller !== undefined) await tryAdvance(tx, controller, scope, { events: () => [event] })
  }
}

const minimumMilliseconds = 300
/** The share of its time that the server spends on showing one run. */
const showShare = 0.05

/** Shows how far runs are, each at most every 300 ms, and large ones less often, because writing them takes longer. */
export function progressWriter(scope: DriveScope): (signal: AbortSignal) => Promise<void> {
  let next = 0
  let nextOf = new Map<string, number>()
  return async (signal) => {
    if (performance.now() < next) return
    next = performance.now() + minimumMilliseconds
    const later = new Map<string, number>()
    try {
      await forEachApart(await runsToShow(scope, engineVersion), async ({ id, company }) => {
        const at = nextOf.get(id) ?? 0
        if (signal.aborted || performance.now() < at) return void later.set(id, at)
        const start = performance.now()
        try {
          await transact({ ...scope, company }, (tx) => showRun(tx, id))
        } finally {
          const spent = performance.now() - start
          later.set(id, start + Math.max(minimumMilliseconds, spent / showShare))
        }
        await setImmediate()
      })
    } finally {
      nextOf = later
    }
  }
}

async function showRun(tx: Tx & RunDeps, run: string): Promise<void> {
  const controller = await findOwnTask(tx, run).catch(undefinedIf('task_not_found'))
  if (controller === undefined) return
  const loaded = await loadRun(tx, tx.cache, run)
  const row = await findRun(tx, run)
  if (controller.status === 'in_progress' && row?.shown_seq !== loaded.seq)
    await showProgress(runActor(tx, controller), run, loaded.state, loaded.seq)
  tx.cache.put(run, loaded)
}
