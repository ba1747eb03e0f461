import { checkDag, fromTask, type PipelineDefinition, type StepDefinition } from '@clearway/engine'
import { readTaskDocuments } from '../db/documents/task-document.ts'
import { ActionError } from '../errors.ts'
import type { Reader } from '../scope.ts'

/** The pipeline that a controller's task holds. Refuses one that the server cannot drive, and with `checked` one that cannot run. */
export async function readDefinition(
  reader: Reader,
  controller: string,
  { checked }: { readonly checked: boolean },
): Promise<PipelineDefinition> {
  const definition = await readStored(reader, controller)
  const faults = [...Object.values(definition.steps).flatMap(faultsOf), ...(checked ? checkDag(definition) : [])]
  if (faults.length > 0) throw new ActionError('invalid_pipeline', { task: controller, faults })
  return definition
}

async function readStored(reader: Reader, controller: string): Promise<PipelineDefinition> {
  const [task] = await readTaskDocuments(reader, [controller], ['hyperparams', 'configuration'])
  try {
    const stored = task === undefined ? undefined : fromTask(task)
    if (stored !== undefined) return stored
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new ActionError(
      'invalid_pipeline',
      { task: controller, reason: `its stored pipeline cannot be read: ${reason}` },
      { cause: error },
    )
  }
  throw new ActionError('invalid_pipeline', {
    task: controller,
    reason: 'it holds no pipeline of Clearway (configuration.Pipeline, Pipeline.clearway)',
  })
}

/** What of a step needs the pipeline's own program. */
function faultsOf({ name, hasPreExecute, hasPostExecute, hasRetryCallback }: StepDefinition) {
  if (!hasPreExecute && !hasPostExecute && !hasRetryCallback) return []
  const message = `Step '${name}' has a callback, which only the pipeline's own program can call.`
  return [{ code: 'needs_program', step: name, message, cure: "Edit the task's `driver` to null, so that its program drives the run." }]
}
