import { fromTask, type PipelineDefinition } from '@clearway/engine'
import { readTaskDocuments } from '../db/documents/task-document.ts'
import { ActionError } from '../errors.ts'
import type { Reader } from '../scope.ts'

/** The pipeline that a task holds; undefined if it holds none of Clearway's. */
export async function readStoredPipeline(reader: Reader, controller: string): Promise<PipelineDefinition | undefined> {
  const [task] = await readTaskDocuments(reader, [controller], ['hyperparams', 'configuration'])
  try {
    return task === undefined ? undefined : fromTask(task)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new ActionError(
      'invalid_pipeline',
      { task: controller, reason: `its stored pipeline cannot be read: ${reason}` },
      { cause: error },
    )
  }
}
