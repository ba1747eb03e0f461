import type { Configuration } from '@clearway/contract'

/** Records how a function made the steps of a pipeline before the run. */
interface BuiltGraph {
  /** The arguments that it was called with, as the controller's task states them: the steps may hold their values. */
  readonly arguments: Readonly<Record<string, string>>
  /** What it returned, as a text in which results of steps are references. */
  readonly result: string
  /** The address below which the server stores files of runs, by their ids. */
  readonly files: string
}

/** The name of the configuration object of a controller that holds its `BuiltGraph`. */
export const graphConfigurationName = 'Pipeline.graph'

export function graphConfiguration(graph: BuiltGraph): Record<string, Configuration> {
  const description = 'the arguments that the steps were made with, and what the pipeline returns'
  return {
    [graphConfigurationName]: { name: graphConfigurationName, type: 'json', value: JSON.stringify(graph), description },
  }
}

/** Reads the value of the configuration object; undefined if no function made the steps before the run. */
export function readGraph(text: unknown): BuiltGraph | undefined {
  return typeof text === 'string' ? (JSON.parse(text) as BuiltGraph) : undefined
}
