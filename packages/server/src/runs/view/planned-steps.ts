import { type StepStatus, stepStatuses } from '@clearway/contract'
import { type ClearmlNode, type EndedTry, type ReferringFields, type RunState, stepsOf } from '@clearway/engine'
import { readTaskDocuments } from '../../db/documents/task-document.ts'
import { inSlices } from '../../in-slices.ts'
import type { Reader } from '../../scope.ts'
import type { ReplayedRun } from './replayed-run.ts'

/** A step as its controller knows it, before its task is read. */
export interface PlannedStep {
  readonly name: string
  /** Its index in the order in which steps were defined or added. */
  readonly index: number
  readonly status: StepStatus
  readonly parents: readonly string[]
  /** Of its definition, what may refer to its parents. */
  readonly referring: ReferringFields
  readonly stage?: string
  /** The function of the program that it calls. */
  readonly function?: string
  /** The mapped step that became this one among others. */
  readonly group?: string
  /** How many steps a mapped step became. Such a step has no task. */
  readonly members?: number
  readonly task?: string
  /** Its earlier executions, in their order. */
  readonly earlierTries?: readonly EndedTry[]
  readonly attempt?: number
  readonly reason?: string
  readonly cacheMiss?: string
  /** Whether the controller will not change the step any more. */
  readonly isDone: boolean
  readonly startedAt?: number
  readonly endedAt?: number
}

/** The steps of a run: from its stored events, or from what its controller has stored on its own task. */
export async function plannedSteps(reader: Reader, run: string, replayed: ReplayedRun | undefined): Promise<PlannedStep[]> {
  if (replayed !== undefined) return fromEngine(replayed.state)
  return (await storedSteps(reader, [run])).get(run) ?? []
}

/** How many controllers are read at once: each holds the text of all its steps. */
const controllersAtOnce = 20

/** The steps of runs, by their ids, from what their controllers have stored on their own tasks. */
export async function storedSteps(reader: Reader, runs: readonly string[]): Promise<ReadonlyMap<string, PlannedStep[]>> {
  const found = await inSlices(runs, controllersAtOnce, async (slice) => {
    const tasks = await readTaskDocuments(reader, slice, ['configuration'])
    return tasks.map(({ id, configuration }) => {
      const text = configuration?.['Pipeline']?.value
      return [id, typeof text === 'string' ? fromClearml(text) : []] as const
    })
  })
  return new Map(found)
}

/** The steps from the stored events of a run. */
export function fromEngine(state: RunState): PlannedStep[] {
  return stepsOf(state).map(
    ({
      definition,
      index,
      parents,
      status,
      phase,
      group,
      members,
      task,
      earlierTries,
      attempt,
      reason,
      cacheMiss,
      startedAt,
      endedAt,
    }) => ({
      name: definition.name,
      index,
      status,
      parents,
      referring: definition,
      isDone: phase === 'done',
      ...(definition.stage === undefined ? {} : { stage: definition.stage }),
      ...(definition.function === undefined ? {} : { function: definition.function }),
      ...(group === undefined ? {} : { group }),
      ...(members === undefined ? {} : { members: members.count }),
      ...(task === undefined || task === '' ? {} : { task }),
      ...(earlierTries === undefined ? {} : { earlierTries }),
      ...(attempt === 0 ? {} : { attempt }),
      ...(reason === undefined ? {} : { reason }),
      ...(cacheMiss === undefined ? {} : { cacheMiss }),
      ...(startedAt === undefined ? {} : { startedAt }),
      ...(endedAt === undefined ? {} : { endedAt }),
    }),
  )
}

/** The steps that have tasks or may get some: a mapped step is shown by those that it became. */
export function withoutMapped(steps: readonly PlannedStep[]): PlannedStep[] {
  return steps.filter(({ members = 0 }) => members === 0)
}

/** The steps as ClearML's controllers store them on their task; a Python pipeline stores nothing else. Empty for a text in another form. */
export function fromClearml(text: string): PlannedStep[] {
  return Object.entries(dagIn(text)).map(([name, node], index) => {
    const { parents, executed, job_id: job, job_started: started, job_ended: ended, stage } = node
    const task = job ?? (typeof executed === 'string' ? executed : undefined)
    const status = stepStatuses.find((known) => known === node.status) ?? (node.skip_job === true ? 'skipped' : 'pending')
    return {
      name,
      index,
      status,
      parents: parents ?? [],
      referring: referringIn(node),
      isDone: status !== 'pending' && status !== 'queued' && status !== 'running',
      ...(typeof stage === 'string' ? { stage } : {}),
      ...(task === undefined || task === null ? {} : { task }),
      ...(typeof started === 'number' ? { startedAt: started * 1000 } : {}),
      ...(typeof ended === 'number' ? { endedAt: ended * 1000 } : {}),
    }
  })
}

/** What of a stored step may refer to others. A text that is none of ClearML's may hold anything there. */
function referringIn({ queue, parameters, task_overrides: taskOverrides }: Partial<ClearmlNode>): ReferringFields {
  return {
    ...(typeof queue === 'string' ? { queue } : {}),
    parameters: isObject(parameters) ? parameters : {},
    ...(isObject(taskOverrides) ? { taskOverrides } : {}),
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function dagIn(text: string): Readonly<Record<string, Partial<ClearmlNode>>> {
  try {
    const dag: unknown = JSON.parse(text)
    if (typeof dag !== 'object' || dag === null) return {}
    return Object.fromEntries(Object.entries(dag).filter(([, node]) => typeof node === 'object' && node !== null))
  } catch {
    // Users may write any text there.
    return {}
  }
}
