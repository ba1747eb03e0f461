import type { CheckedPipeline, RequestOf, ResponseOf, RunFault, runs } from '@clearway/contract'
import { checkDag, type PipelineDefinition } from '@clearway/engine'
import type { Api } from '../client.ts'

/** What is wrong with a run before it starts: `errors` make it fail, for `warnings` it would wait. */
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

/** Throws everything that is wrong with a pipeline which is about to start; answers for what its run would wait. */
export async function checkedPipeline(
  api: Api,
  pipeline: PipelineDefinition,
  how: Pick<RequestOf<typeof runs.check>, 'queue' | 'own_steps'>,
): Promise<readonly RunFault[]> {
  // The request has the same fields, but its types are those of JSON that may be changed.
  const { errors, warnings } = await api.runs.check({ pipeline: pipeline as unknown as CheckedPipeline, ...how })
  if (errors.length > 0) throw new InvalidPipeline(pipeline.name, errors)
  return warnings
}
