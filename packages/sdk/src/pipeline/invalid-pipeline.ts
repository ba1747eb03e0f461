import type { ResponseOf, RunFault, runs } from '@clearway/contract'
import { checkDag, type PipelineDefinition } from '@clearway/engine'
import { isApiError } from '../api-error.ts'

/** What is wrong with a run before it starts: `errors` make it fail; for `warnings` it would wait, or fail if it calls their step (`if_called`). */
export type RunCheck = ResponseOf<typeof runs.check>

/** Thrown for a pipeline that cannot run; the message lists its faults, and how to mend each. */
export class InvalidPipeline extends Error {
  override readonly name = 'InvalidPipeline'
  /** All faults, each with its cure. */
  readonly faults: readonly RunFault[]

  constructor(pipeline: string, faults: readonly RunFault[]) {
    super([`Pipeline '${pipeline}' cannot run:`, ...faults.map(lineOf)].join('\n'))
    this.faults = faults
  }
}

function lineOf({ message, cure, command }: RunFault): string {
  return `- ${message} ${cure}${command === undefined ? '' : ` (${command})`}`
}

/** Throws if a pipeline cannot run. */
export function assertRunnable(definition: PipelineDefinition): void {
  const faults = checkDag(definition)
  if (faults.length > 0) throw new InvalidPipeline(definition.name, faults)
}

/** The server's refusal of a pipeline, with its faults; undefined for any other error. */
export function invalidPipeline(pipeline: string, error: unknown): InvalidPipeline | undefined {
  if (!isApiError(error, 'invalid_pipeline')) return undefined
  const { faults } = error.details
  return Array.isArray(faults) ? new InvalidPipeline(pipeline, faults as RunFault[]) : undefined
}
