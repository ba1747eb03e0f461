import type { Configuration, Task } from '@clearway/contract'

/** How a function made the steps of a pipeline. */
export interface BuiltGraph {
  /** The arguments that it was called with, as the controller's task states them: the steps may hold their values. */
  readonly arguments: Readonly<Record<string, string>>
  /** What it returned, as a text in which results of steps are references. */
  readonly result: string
}

/** The configuration object of a controller that holds it. */
export const graphConfigurationName = 'Pipeline.graph'

export function graphConfiguration(graph: BuiltGraph): Record<string, Configuration> {
  const description = 'the arguments that the steps were made with, and what the pipeline returns'
  return {
    [graphConfigurationName]: { name: graphConfigurationName, type: 'json', value: JSON.stringify(graph), description },
  }
}

/** How the steps of a controller's task were made; undefined if no function made them before the run. */
export function builtGraphOf({ configuration }: Pick<Task, 'configuration'>): BuiltGraph | undefined {
  return readGraph(configuration?.[graphConfigurationName]?.value)
}

/** Reads the value of the configuration object. */
export function readGraph(text: unknown): BuiltGraph | undefined {
  return typeof text === 'string' ? (JSON.parse(text) as BuiltGraph) : undefined
}
