import type { CheckedPipeline, RequestOf, runs } from '@clearway/contract'
import { defineStep, type Json, type PipelineDefinition } from '@clearway/engine'
import { findTask, type TaskRow } from '../../db/tables/tasks.ts'
import { ActionError } from '../../errors.ts'
import type { Reader } from '../../scope.ts'
import { readStoredPipeline } from '../stored-pipeline.ts'

export interface PipelineToCheck {
  readonly pipeline: PipelineDefinition
  /** Whether a program adds the steps while the run goes on. */
  readonly isDynamic: boolean
}

/** The pipeline of a request: given as it is, or stored by a run. */
export async function pipelineToCheck(
  reader: Reader,
  { pipeline, run, dynamic = false }: RequestOf<typeof runs.check>,
): Promise<PipelineToCheck> {
  if (pipeline !== undefined) return { pipeline: whole(pipeline), isDynamic: dynamic }
  if (run === undefined) {
    const message = 'must be given, or `run`'
    throw new ActionError('invalid_request', { field: 'pipeline', reason: message, problems: [{ field: 'pipeline', message }] })
  }
  const task = await findTask(reader, run)
  if (task.type !== 'controller') throw new ActionError('not_a_run', { task: task.id, type: task.type })
  return storedPipeline(reader, task)
}

/** The pipeline that a controller's task holds. */
export async function storedPipeline(
  reader: Reader,
  { id, name, driver }: Pick<TaskRow, 'id' | 'name' | 'driver'>,
): Promise<PipelineToCheck> {
  const stored = await readStoredPipeline(reader, id)
  // The program of a controller that has stored no steps adds them.
  const isDynamic = driver !== 'server' && Object.keys(stored?.steps ?? {}).length === 0
  return { pipeline: stored ?? { name, version: '', parameters: {}, steps: {} }, isDynamic }
}

function whole({ name, parameters = {}, defaultQueue, timeLimitSeconds, steps }: CheckedPipeline): PipelineDefinition {
  return {
    name,
    version: '',
    parameters: parameters as PipelineDefinition['parameters'],
    ...(defaultQueue === undefined ? {} : { defaultQueue }),
    ...(timeLimitSeconds === undefined ? {} : { timeLimitSeconds }),
    steps: Object.fromEntries(
      Object.entries(steps).map(([key, { resources = {}, taskOverrides = {}, ...step }]) => [
        key,
        defineStep({ ...step, taskOverrides: { ...flattened(resources), ...(taskOverrides as Record<string, Json>) } }),
      ]),
    ),
  }
}

function flattened(resources: object): Record<string, Json> {
  return Object.fromEntries(Object.entries(resources).map(([name, value]) => [`resources.${name}`, value as Json]))
}
