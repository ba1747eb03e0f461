import type { RunFault } from '@clearway/contract'
import type { PipelineDefinition } from '@clearway/engine'
import { findDefaultQueue, findQueuesNamed } from '../../db/tables/queues.ts'
import { undefinedIf } from '../../errors.ts'
import type { Reader } from '../../scope.ts'

export interface CheckedQueues {
  /** The name of each queue, by the id or name that the pipeline gives; '' for the default queue. */
  readonly names: ReadonlyMap<string, string>
  readonly faults: readonly RunFault[]
}

/** Whether the queues of a pipeline exist: the controller's, the default one and those of its steps. */
export async function checkQueues(reader: Reader, pipeline: PipelineDefinition, controller: string | undefined): Promise<CheckedQueues> {
  const named = [...(controller === undefined ? [] : [controller]), ...Object.values(pipeline.steps).map((step) => queueOf(pipeline, step))]
  const names = new Map(await findQueuesNamed(reader, [...new Set(named)]))
  if (named.includes('')) {
    const found = await findDefaultQueue(reader).catch(undefinedIf('no_default_queue'))
    if (found !== undefined) names.set('', found.name)
  }
  const faults: RunFault[] = []
  const check = (queue: string, who: string, at: Pick<RunFault, 'step' | 'field'>): void => {
    if (names.has(queue) || queue.includes('${')) return
    faults.push({ code: 'queue_not_found', ...at, ...missing(queue, who) })
  }
  if (controller !== undefined) check(controller, 'The pipeline itself', { field: 'queue' })
  for (const step of Object.values(pipeline.steps))
    check(queueOf(pipeline, step), `Step '${step.name}'`, { step: step.name, field: 'queue' })
  return { names, faults }
}

/** The queue of a step by id or name; '' for the default queue. */
export function queueOf({ defaultQueue = '' }: PipelineDefinition, { queue = '' }: PipelineDefinition['steps'][string]): string {
  return queue === '' ? defaultQueue : queue
}

function missing(queue: string, who: string): Pick<RunFault, 'message' | 'cure' | 'command'> {
  if (queue === '') return { message: `${who} names no queue, and there is no default queue.`, cure: 'Name a queue.' }
  const command = `clearway queue create '${queue.replaceAll("'", `'\\''`)}'`
  return { message: `${who} is for the queue '${queue}', which does not exist.`, cure: 'Create it, or name another.', command }
}
