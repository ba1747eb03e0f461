import { checkDag, type DagFault, type PipelineDefinition } from '@clearway/engine'

/** A pipeline that cannot run; the message lists what is wrong, and what to do about each. */
export class InvalidPipeline extends Error {
  override readonly name = 'InvalidPipeline'
  readonly faults: readonly DagFault[]

  constructor(pipeline: string, faults: readonly DagFault[]) {
    super([`Pipeline '${pipeline}' cannot run:`, ...faults.map(({ message, cure }) => `- ${message} ${cure}`)].join('\n'))
    this.faults = faults
  }
}

export function assertRunnable(definition: PipelineDefinition): void {
  const faults = checkDag(definition)
  if (faults.length > 0) throw new InvalidPipeline(definition.name, faults)
}
