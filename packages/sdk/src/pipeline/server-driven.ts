import type { PipelineDefinition, StepDefinition } from '@clearway/engine'

/** Who drives a run: the server, a process, or the server if it can. */
export type PipelineDriver = 'auto' | 'server' | 'process'

/** Whether the server is to drive a run: where the choice is left to it, if the pipeline is data. */
export function isServerDriven(definition: Pick<PipelineDefinition, 'steps'>, driver: PipelineDriver): boolean {
  if (driver === 'process') return false
  const needing = Object.values(definition.steps).find(needsProgram)
  if (needing === undefined) return true
  if (driver === 'auto') return false
  throw new Error(
    `Step '${needing.name}' needs the pipeline's own program: it has a callback, copies results to its run, or has no base task. Start the pipeline with driver: 'process', or 'auto'.`,
  )
}

function needsProgram({ baseTask, hasPreExecute, hasPostExecute, hasRetryCallback, hasStatusCallback = false }: StepDefinition): boolean {
  return baseTask === undefined || hasPreExecute || hasPostExecute || hasRetryCallback || hasStatusCallback
}
