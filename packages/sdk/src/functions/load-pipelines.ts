import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { PipelineFunctionOptions } from './pipeline-options.ts'
import type { Pipeline } from './pipeline.ts'
import { definitionOf } from './step.ts'

/** A pipeline of a file, whose types are known to that file alone. */
export type LoadedPipeline = Pipeline<Record<string, unknown>, unknown>

/**
 * Loads a file, and gives the pipelines that it exports, the default export first; none if it exports none. Start one by its `run`: with no options on
 * the server, with `{ local: true }` or `{ debug: true }` in this process.
 */
export async function loadPipelines(file: string): Promise<readonly LoadedPipeline[]> {
  const module = (await import(pathToFileURL(resolve(file)).href)) as Record<string, unknown>
  const exported = new Set([module['default'], ...Object.values(module)])
  return [...exported].filter((value): value is LoadedPipeline => definitionOf(value)?.work.by === 'pipeline')
}

/** What a command needs to know of a pipeline before it starts one: the default values of its parameters, as far as they are known, and its options. */
export function describePipeline(pipeline: LoadedPipeline): {
  readonly defaults: Readonly<Record<string, unknown>>
  readonly options: PipelineFunctionOptions
} {
  const work = definitionOf(pipeline)?.work
  if (work?.by !== 'pipeline') throw new TypeError('This is no pipeline.')
  return { defaults: work.parameters.defaults, options: work.options }
}
