import { isLight, type RunFault, type Task, type TaskType } from '@clearway/contract'
import { parametersOf, type PipelineDefinition, type QueuedTask, type StepDefinition, type Wait } from '@clearway/engine'
import { describeWait } from '../../stall/describe.ts'
import { readFleet } from '../../stall/fleet.ts'
import { waitsIn } from '../../stall/waits.ts'
import type { FleetScope } from '../../db/tables/fleet.ts'
import { queueOf } from './queues.ts'

interface Found {
  /** The name of each queue, by the id or name that the pipeline gives. */
  readonly queues: ReadonlyMap<string, string>
  /** The base tasks, by id. */
  readonly bases: ReadonlyMap<string, Task>
  /** The queue of the controller, if an agent runs it. */
  readonly controller: string | undefined
}

/** The id of the controller among the tasks that would be queued. It is no name of a step: that word is reserved. */
const controllerId = 'pipeline'

/** The codes of the waits that somebody has to end. */
const codes: Readonly<Partial<Record<Wait['reason'], string>>> = {
  unserved: 'no_agent',
  unfit: 'no_fitting_agent',
  paused: 'queue_paused',
}

/** Whether a live agent takes the controller, and each of the steps. */
export async function checkAgents(scope: FleetScope, pipeline: PipelineDefinition, found: Found): Promise<RunFault[]> {
  const queued = wouldBeQueued(pipeline, found)
  if (queued.length === 0) return []
  const view = await readFleet(scope, { awaitedAnd: [] })
  const paused = new Set(view.rows.pausedQueues.flatMap(({ name, for: whom }) => (whom === 'all' ? [name] : [])))
  // Both are found out: that a queue is paused, and who takes its tasks once it is resumed.
  const waits = [
    ...waitsIn({ ...view, fleet: { ...view.fleet, queued: queued.map((task) => ({ ...task, isPaused: paused.has(task.queue) })) } }),
    ...waitsIn({ ...view, fleet: { ...view.fleet, queued: queued.filter(({ queue }) => paused.has(queue)) } }),
  ]
  const faults = waits.flatMap(({ task, wait }): (RunFault & { readonly queue: string })[] => {
    const code = codes[wait.reason]
    if (code === undefined) return []
    const { text, cures } = describeWait(view, task, wait)
    const [cure] = cures
    const who = task.id === controllerId ? 'The pipeline itself' : `Step '${task.id}'`
    return [
      {
        code,
        ...(task.id === controllerId ? {} : { step: task.id }),
        field: 'queue',
        message: `${who} would wait: ${lowered(text)}`,
        cure: cure?.text ?? '',
        ...(cure?.command === undefined ? {} : { command: cure.command }),
        queue: task.queue,
      },
    ]
  })
  return oneForEach(faults)
}

/** The tasks that a run would queue: the controller, if an agent runs it, and the steps. */
export function wouldBeQueued(pipeline: PipelineDefinition, { queues, bases, controller }: Found): QueuedTask[] {
  const queued: QueuedTask[] = []
  const add = (id: string, nameOrId: string, needs: QueuedTask['needs'], isLight: boolean): void => {
    const queue = queues.get(nameOrId)
    if (queue !== undefined) queued.push({ id, queue, needs, isLight, isPaused: false, parents: [], limitedBy: [] })
  }
  if (controller !== undefined) add(controllerId, controller, {}, true)
  for (const step of Object.values(pipeline.steps)) {
    const base = bases.get(step.baseTask ?? '')
    add(
      step.name,
      queueOf(pipeline, step),
      needsOf(step, base),
      isLight((step.jobType as TaskType | undefined) ?? base?.type ?? 'training'),
    )
  }
  return queued
}

function needsOf({ taskOverrides = {} }: StepDefinition, base: Task | undefined): QueuedTask['needs'] {
  const gpus = Number(parametersOf(base ?? {})['properties/resources.gpus'])
  const overridden = Object.entries(taskOverrides).flatMap(([path, value]) =>
    path.startsWith('resources.') ? [[path.slice('resources.'.length), value] as const] : [],
  )
  return { ...(gpus > 0 ? { gpus } : {}), ...base?.resources, ...Object.fromEntries(overridden) }
}

/** Steps that wait for the same reason are named in one fault. */
function oneForEach(faults: readonly (RunFault & { readonly queue: string })[]): RunFault[] {
  const groups = Map.groupBy(faults, ({ code, queue, cure, command, step }) =>
    JSON.stringify(step === undefined ? [code] : [code, queue, cure, command]),
  )
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return []
    const { queue: _, ...fault } = first
    if (others.length === 0) return [fault]
    const more = others.length === 1 ? `Step '${others[0]?.step}'` : `${others.length} other steps`
    return [{ ...fault, message: `${fault.message} ${more} would wait for the same reason.` }]
  })
}

function lowered(text: string): string {
  return `${text.charAt(0).toLowerCase()}${text.slice(1)}`
}
