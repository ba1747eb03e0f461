import { givenOf } from '@clearway/contract/given'
import { firstVersion, type PipelineDefinition, type PipelineParameter, type StepDefinition } from '@clearway/engine'
import type { Connection } from '../connection.ts'
import { type ControllerFunction, prepareFunctions } from '../functions/controller-steps.ts'
import { ensureProject, type TaskFinder, taskFinder } from '../task/lookup.ts'
import type { PipelineOptions } from './pipeline-options.ts'
import { pipelineProjectName } from '@clearway/contract/pipeline-project'
import { stepDefinition, type StepOptions } from './step-options.ts'
import { ensureDraft } from './step-program.ts'

export interface ControllerParts {
  readonly options: PipelineOptions
  readonly parameters: ReadonlyMap<string, PipelineParameter>
  readonly steps: ReadonlyMap<string, StepOptions>
  /** The steps that are functions, by their names. */
  readonly functions: ReadonlyMap<string, ControllerFunction>
  readonly defaultQueue: string
  readonly timeLimitSeconds: number | undefined
}

/** A controller's pipeline as data, unchecked, with the ids of its base tasks: those of programs and functions are made where there are none yet. */
export async function controllerDefinition(connection: Connection, parts: ControllerParts): Promise<PipelineDefinition> {
  const { options, parameters, steps, functions, defaultQueue, timeLimitSeconds } = parts
  const { name, project, version = firstVersion, abortOnFailure, targetProject } = options
  const prepared = await prepareFunctions(connection, pipelineProjectName(project, name), functions)
  const find = taskFinder(connection.api)
  const define = async (step: StepOptions): Promise<StepDefinition> => {
    const made = prepared.get(step.name)
    if (made !== undefined) return stepDefinition({ ...step, parameterOverride: made.parameters }, made.baseTask)
    return stepDefinition(step, step.baseTaskId ?? (await baseTaskOf({ connection, find }, options, step)))
  }
  const defined = await Promise.all([...steps].map(async ([key, step]) => [key, await define(step)] as const))
  const stepProject = await stepProjectOf(connection, targetProject)
  return {
    name,
    version,
    parameters: Object.fromEntries(parameters),
    defaultQueue,
    ...givenOf({ abortOnFailure, timeLimitSeconds, stepProject }),
    steps: Object.fromEntries(defined),
  }
}

interface BaseTasks {
  readonly connection: Connection
  readonly find: TaskFinder
}

async function baseTaskOf({ connection, find }: BaseTasks, { project, name }: PipelineOptions, step: StepOptions): Promise<string> {
  const { baseTaskProject = project, baseTaskName } = step
  if (baseTaskName !== undefined) return find(baseTaskProject, baseTaskName)
  return ensureDraft(connection, pipelineProjectName(project, name), step.name, step)
}

/** The id of the project of the steps' tasks; empty: that of each base task; undefined: that of the run. */
async function stepProjectOf({ api }: Connection, targetProject: string | boolean = true): Promise<string | undefined> {
  if (typeof targetProject === 'string') return ensureProject(api, targetProject)
  return targetProject ? undefined : ''
}
