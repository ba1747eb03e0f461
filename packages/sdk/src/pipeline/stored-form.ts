import type { Configuration, Task as WireTask } from '@clearway/contract'
import {
  besideClearmlDag,
  type BesideForm,
  type ClearmlDag,
  fromClearmlDag,
  type Json,
  type PipelineDefinition,
  toClearmlDag,
} from '@clearway/engine'
import { fromText } from '../task/parameters.ts'

/** ClearML's name for the DAG. */
export const dagName = 'Pipeline'
/** What ClearML's form has no field for, beside it. */
const besideName = 'Pipeline.clearway'

/** The configuration objects that hold a pipeline. */
export function toConfiguration(definition: PipelineDefinition): Record<string, Configuration> {
  return {
    [dagName]: { name: dagName, type: 'dictionary', description: 'pipeline state', value: dagText(toClearmlDag(definition)) },
    [besideName]: { name: besideName, type: 'json', value: JSON.stringify(besideClearmlDag(definition)) },
  }
}

export function dagText(dag: ClearmlDag): string {
  return JSON.stringify(dag, undefined, 2)
}

/** The pipeline that a controller's task holds, its arguments as they are on the task; undefined if it holds none of ours. */
export function fromTask(task: WireTask): PipelineDefinition | undefined {
  const [dag, beside] = [task.configuration?.[dagName]?.value, task.configuration?.[besideName]?.value]
  if (typeof dag !== 'string' || typeof beside !== 'string') return undefined
  return withArguments(fromClearmlDag(JSON.parse(dag) as ClearmlDag, JSON.parse(beside) as BesideForm), task)
}

/** Puts the task's `Args` in the place of the defaults: a clone may have been given others. */
export function withArguments(definition: PipelineDefinition, task: WireTask): PipelineDefinition {
  const given = task.hyperparams?.['Args'] ?? {}
  const parameters = Object.entries(definition.parameters).map(([name, parameter]) => {
    const found = given[name]
    if (found === undefined) return [name, parameter] as const
    const value = fromText({ value: String(found.value ?? ''), type: found.type ?? undefined }, parameter.value) as Json | undefined
    return [name, value === undefined ? parameter : { ...parameter, value }] as const
  })
  return { ...definition, parameters: Object.fromEntries(parameters) }
}
