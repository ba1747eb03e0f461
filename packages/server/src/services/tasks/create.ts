import type { tasks } from '@clearway/contract'
import type { Handler } from '../../context.ts'
import { addTask } from '../../db/tables/new-task.ts'
import { transact } from '../../db/connection/transaction.ts'
import { versionedParts } from '../../runs/run-version.ts'
import { checkPipeline, warningsFor } from '../../runs/check.ts'
import { storedPipeline } from '../../runs/check/pipeline-to-check.ts'
import { assertRunnable } from '../../runs/preflight.ts'

export const create: Handler<typeof tasks.create> = async (
  { name, type = 'training', numbered, versioned = false, runnable, ...given },
  ctx,
) =>
  transact(ctx, async (tx) => {
    const parts = versioned ? await versionedParts(tx, given) : given
    const id = await addTask(tx, { name, numbered, type, parts })
    if (runnable === undefined) return { id }
    const { pipeline } = await storedPipeline(tx, { id, name, driver: parts.driver ?? null })
    const { queue: controller, own_steps: hasOwnSteps = false } = runnable
    const checked = await checkPipeline(tx, pipeline, { isDynamic: false, controller, hasOwnSteps })
    assertRunnable(id, checked.errors)
    return { id, warnings: await warningsFor(tx, checked) }
  })
