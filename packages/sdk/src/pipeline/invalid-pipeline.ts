import { checkDag, type DagFault, type PipelineDefinition } from '@clearway/engine'

/** Thrown for a pipeline that cannot run; the message lists its faults, and how to mend each. */
export class InvalidPipeline extends Error {
  override readonly name = 'InvalidPipeline'
  readonly faults: readonly DagFault[]

  constructor(pipeline: string, faults: readonly DagFault[]) {
    super([`Pipeline '${pipeline}' cannot run:`, ...faults.map(({ message, cure }) => `- ${message} ${cure}`)].join('\n'))
    this.faults = faults
  }
}

/** Throws if a pipeline cannot run. */
export function assertRunnable(definition: PipelineDefinition): void {
  const faults = checkDag(definition)
  if (faults.length > 0) throw new InvalidPipeline(definition.name, faults)
}
