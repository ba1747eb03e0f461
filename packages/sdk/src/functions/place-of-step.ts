import type { Connection } from '../connection.ts'
import { callOf } from './call.ts'
import { pathOf } from './inputs.ts'
import { outputsOf } from './program-function.ts'
import { placeOfResult, type ResultPlace } from './results.ts'

/** Where a step's result lies, or a part of it, which a pipeline returns. `task`: the task that ran the step. */
export async function placeOfStep({ api }: Connection, of: object, task: string | undefined): Promise<ResultPlace> {
  const call = callOf(of)
  const document = task === undefined ? undefined : (await api.tasks.get_by_id({ task })).task
  const place = document === undefined ? undefined : placeOfResult(document, pathOf(of), outputsOf(call.called.work))
  if (place === undefined) throw new Error(`Step '${call.name}' stored no result, which the pipeline returns.`)
  return place
}
