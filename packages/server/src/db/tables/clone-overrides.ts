import type { RequestOf, tasks } from '@clearway/contract'
import { containerOf, inputModelsOf } from '@clearway/contract/older-task'
import { withoutLegacy } from './legacy-execution.ts'

export type CloneRequest = RequestOf<typeof tasks.clone>

/** What a request gives a clone instead of what its original has. */
export type CloneOverrides = ReturnType<typeof overridesOf>

/** The overrides of a request, also where ClearML's older clients give them in `execution`. */
export function overridesOf(request: CloneRequest) {
  const { execution, hyperparams, configuration } = withoutLegacy(request.execution_overrides ?? {})
  const { artifacts, queue: _, model, docker_cmd: command, ...rest } = execution as typeof execution & OlderOverrides
  return {
    execution: rest,
    artifacts,
    container: request.new_task_container ?? (isGiven(command) ? containerOf(command) : undefined),
    inputModels: request.new_task_input_models ?? (isGiven(model) ? inputModelsOf(model) : undefined),
    /** Parameters and configurations that replace those of the same names. */
    merged: { hyperparams, configuration },
    /** Parameters and configurations that replace all. */
    whole: { hyperparams: request.new_task_hyperparams, configuration: request.new_task_configuration },
    tags: { tags: request.new_task_tags, system_tags: request.new_task_system_tags },
  }
}

/** What ClearML's older clients override in `execution`, and newer ones name as input models and container. */
interface OlderOverrides {
  readonly model?: unknown
  readonly docker_cmd?: unknown
}

function isGiven(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== ''
}

/** The request without texts, lists and maps that are empty. */
export function withoutEmpty(request: CloneRequest): CloneRequest {
  return Object.fromEntries(Object.entries(request).filter(([, value]) => !isEmpty(value))) as CloneRequest
}

function isEmpty(value: unknown): boolean {
  return value === '' || (typeof value === 'object' && value !== null && Object.keys(value).length === 0)
}
