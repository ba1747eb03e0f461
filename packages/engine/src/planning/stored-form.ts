import type { Configuration, Task } from '@clearway/contract'
import { extensionOf, fromClearmlDag, toClearmlDag } from '../clearml-form.ts'
import type { PipelineExtension, ClearmlDag } from '../clearml-form.ts'
import type { PipelineDefinition } from '../definition.ts'
import { parameterValue } from '../parameter-text.ts'
import { stepsOf } from '../run-state.ts'
import type { RunState } from '../run-state.ts'

/** The configuration object that holds the DAG in ClearML's form. */
const dagConfigurationName = 'Pipeline'
/** The configuration object beside it that holds what ClearML's form has no field for. */
const extensionConfigurationName = 'Pipeline.clearway'

type NamedConfiguration = Configuration & { readonly name: string }

/** The configuration objects that hold a pipeline on its controller's task. */
export function toConfiguration(definition: PipelineDefinition): Record<string, Configuration> {
  const dag = dagConfiguration(toClearmlDag(definition))
  const extension = { name: extensionConfigurationName, type: 'json', value: JSON.stringify(extensionOf(definition)) }
  return { [dag.name]: dag, [extension.name]: extension }
}

/** The configuration object that shows ClearML's tools and pages how far a run is. */
export function progressConfiguration(state: RunState): NamedConfiguration {
  const steps = Object.fromEntries(stepsOf(state).map((step) => [step.definition.name, step]))
  const definitions = Object.fromEntries(Object.entries(steps).map(([name, { definition }]) => [name, definition]))
  return dagConfiguration(toClearmlDag({ parameters: state.pipeline.parameters, steps: definitions }, (name) => steps[name]))
}

function dagConfiguration(dag: ClearmlDag): NamedConfiguration {
  return { name: dagConfigurationName, type: 'dictionary', description: 'pipeline state', value: JSON.stringify(dag, undefined, 2) }
}

/** The pipeline that a controller's task holds, with the arguments that the task states; undefined if it holds none of ours. */
export function fromTask(task: Pick<Task, 'configuration' | 'hyperparams'>): PipelineDefinition | undefined {
  const [dag, extension] = [task.configuration?.[dagConfigurationName]?.value, task.configuration?.[extensionConfigurationName]?.value]
  if (typeof dag !== 'string' || typeof extension !== 'string') return undefined
  return withArguments(fromClearmlDag(JSON.parse(dag) as ClearmlDag, JSON.parse(extension) as PipelineExtension), task)
}

/** The configuration objects of a controller's task, whose pipeline has another version. */
export function withVersion(configuration: Readonly<Record<string, Configuration>>, version: string): Record<string, Configuration> {
  const extension = configuration[extensionConfigurationName]
  const value = typeof extension?.value === 'string' ? versioned(extension.value, version) : undefined
  return value === undefined ? configuration : { ...configuration, [extensionConfigurationName]: { ...extension, value } }
}

/** The text of a pipeline's extension with another version; undefined if the text is no extension. */
function versioned(text: string, version: string): string | undefined {
  try {
    return JSON.stringify({ ...(JSON.parse(text) as PipelineExtension), version })
  } catch {
    return undefined
  }
}

/** A pipeline with the task's `Args` in place of its defaults: a clone may have been given others. */
export function withArguments(definition: PipelineDefinition, task: Pick<Task, 'hyperparams'>): PipelineDefinition {
  const stated = task.hyperparams?.['Args'] ?? {}
  const parameters = Object.entries(definition.parameters).map(([name, parameter]) => {
    const found = stated[name]
    if (found === undefined) return [name, parameter] as const
    const value = parameterValue(found, parameter.value)
    return [name, value === undefined ? parameter : { ...parameter, value }] as const
  })
  return { ...definition, parameters: Object.fromEntries(parameters) }
}
