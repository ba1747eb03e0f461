import { givenOf } from '@clearway/contract/given'
import type { RequestOf, RunFault, runs } from '@clearway/contract'
import type { StepDefinition } from '@clearway/engine'
import { isApiError } from '../api-error.ts'
import type { Connection } from '../connection.ts'
import type { TaskFinder } from '../task/lookup.ts'
import { type Graph, graphSteps } from './graph.ts'
import type { ImportedFunctions } from './imported-functions.ts'
import { nestedSteps } from './nested-steps.ts'
import type { ProgramFunction } from './program-function.ts'
import { definitionOfStep } from './step-definition.ts'

/** A step of a run before the run is made. */
export interface StepToCheck {
  readonly called: ProgramFunction
  readonly definition: StepDefinition
}

interface Program {
  /** The steps of the pipeline, where its body lists them. */
  readonly graph: Graph | undefined
  /** All functions of the pipeline's file. */
  readonly functions: readonly ProgramFunction[]
  readonly imported: ImportedFunctions
}

/**
 * The steps of a graph, with those of inner pipelines; without a graph all that the file defines and imports, because which of them the body calls is known
 * only in a run. `possible`: the names of those that the run may not have, because another pipeline may be the one that calls them.
 */
export async function stepsToCheck(
  connection: Connection,
  called: ProgramFunction,
  { graph, functions, imported }: Program,
): Promise<{ readonly steps: readonly StepToCheck[]; readonly possible: ReadonlySet<string> }> {
  if (graph === undefined) {
    const own = functions.filter(({ name }) => name !== called.name)
    const isAlone = !own.some(({ work }) => work.by === 'pipeline')
    return {
      steps: [...own, ...imported.named, ...imported.possible].map((step) => ownStep(step)),
      possible: new Set([...(isAlone ? [] : own), ...imported.possible].map(({ name }) => name)),
    }
  }
  const { certain, possible } = await nestedSteps(connection, called.name, graph)
  const nested = [...certain, ...possible].map(({ name, called: step }) => ownStep(step, name))
  return { steps: [...listedSteps(graph), ...nested], possible: new Set(possible.map(({ name }) => name)) }
}

/** The steps of a graph. Their base tasks are made at the start. */
function listedSteps(graph: Graph): readonly StepToCheck[] {
  const names = Object.fromEntries(graph.steps.map(({ called }) => [called.name, called.name]))
  const definitions = graphSteps(graph, names)
  return graph.steps.flatMap(({ name, called }) => {
    const definition = definitions[name]
    return definition === undefined ? [] : [{ called, definition }]
  })
}

/** A step by itself: one that the body may call, or one of an inner pipeline. */
function ownStep(called: ProgramFunction, name = called.name): StepToCheck {
  return {
    called,
    definition: definitionOfStep({ name, called, input: undefined, parameters: {}, parents: [] }, { [called.name]: called.name }),
  }
}

type CheckedSteps = NonNullable<RequestOf<typeof runs.check>['pipeline']>['steps']

/** A step as `runs.check` takes it. */
export function checkedStep({ called, definition }: StepToCheck): CheckedSteps[string] {
  const { name, parents, parameters, queue, retries, timeoutSeconds } = definition
  const { options, work } = called
  const { resources, type } = options
  return {
    name,
    parents: [...parents],
    parameters: { ...parameters },
    retries,
    ...givenOf({ queue, timeoutSeconds, resources }),
    ...(work.by === 'pipeline' ? { jobType: 'controller' as const } : type === undefined ? {} : { jobType: type }),
  }
}

/** What a step runs: a task that must exist, or one that is made at the start. */
export async function baseOf(
  find: TaskFinder,
  { called: { name: code, work }, definition: { name: step } }: StepToCheck,
): Promise<{ readonly fields: Pick<CheckedSteps[string], 'baseTask' | 'codeSection'>; readonly fault?: RunFault }> {
  if (work.by !== 'task') return { fields: { codeSection: code } }
  const { task } = work
  try {
    return { fields: { baseTask: 'id' in task ? task.id : await find(task.project, task.name) } }
  } catch (error) {
    if (!isApiError(error, 'task_not_found')) throw error
    const { cure = 'Name another task.' } = error.details
    const what = error.message.endsWith(cure) ? error.message.slice(0, -cure.length).trimEnd() : error.message
    const fault = { code: 'base_task_not_found', step, field: 'baseTask', message: `Step '${step}': ${what}`, cure }
    return { fields: { codeSection: code }, fault }
  }
}
