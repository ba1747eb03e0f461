import type { RequestOf, ResponseOf, tasks } from '@clearway/contract'
import type { OperationTx } from '../context.ts'
import { addTask } from '../db/tables/new-task.ts'
import { checkPipeline, warningsFor } from '../runs/check.ts'
import { storedPipeline } from '../runs/check/pipeline-to-check.ts'
import { assertRunnable } from '../runs/preflight.ts'
import { versionedParts } from '../runs/run-version.ts'

/** Creates a draft. One that is to be `runnable` is refused if its pipeline cannot run, and answered with what to be warned of. */
export async function createTask(
  tx: OperationTx,
  { name, type = 'training', numbered, versioned = false, runnable, ...given }: RequestOf<typeof tasks.create>,
): Promise<ResponseOf<typeof tasks.create>> {
  const parts = versioned ? await versionedParts(tx, given) : given
  const id = await addTask(tx, { name, numbered, type, parts })
  if (runnable === undefined) return { id }
  const { pipeline } = await storedPipeline(tx, { id, name, driver: parts.driver ?? null })
  const { queue: controller, own_steps: hasOwnSteps = false } = runnable
  const checked = await checkPipeline(tx, pipeline, { isDynamic: false, controller, hasOwnSteps })
  assertRunnable(id, checked.errors)
  return { id, warnings: await warningsFor(tx, checked) }
}
