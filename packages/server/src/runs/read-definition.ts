import type { PipelineDefinition, StepDefinition } from '@clearway/engine'
import { ActionError } from '../errors.ts'
import type { Reader } from '../scope.ts'
import { checkPipeline } from './check.ts'
import { readStoredPipeline } from './stored-pipeline.ts'

/** Reads the pipeline of a run that the server drives. Refuses a pipeline that needs its own program, or that would fail for certain. */
export async function readDefinition(reader: Reader, controller: string): Promise<PipelineDefinition> {
  const definition = await readStoredPipeline(reader, controller)
  if (definition === undefined)
    throw new ActionError('invalid_pipeline', {
      task: controller,
      reason: 'it holds no pipeline of Clearway (configuration.Pipeline, Pipeline.clearway)',
    })
  const { errors } = await checkPipeline(reader, definition, { isDynamic: false, controller: undefined })
  const faults = [...Object.values(definition.steps).flatMap(callbackFaults), ...errors]
  if (faults.length > 0) throw new ActionError('invalid_pipeline', { task: controller, faults })
  return definition
}

/** A fault of a step with callbacks, which only the pipeline's program can run. */
function callbackFaults({ name, hasPreExecute, hasPostExecute, hasRetryCallback, hasStatusCallback = false }: StepDefinition) {
  if (!hasPreExecute && !hasPostExecute && !hasRetryCallback && !hasStatusCallback) return []
  const message = `Step '${name}' has a callback or copies results to its run, which only the pipeline's own program can do.`
  return [{ code: 'needs_program', step: name, message, cure: "Edit the task's `driver` to null, so that its program drives the run." }]
}
