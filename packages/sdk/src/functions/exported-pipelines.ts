import type { DescribedParameter } from './parameter-faults.ts'
import type { Pipeline } from './pipeline.ts'
import { definitionOf } from './step.ts'

/** A pipeline that a module exports. */
export interface ExportedPipeline {
  /** The name of the pipeline. */
  readonly name: string
  /** Whether it is the default export. */
  readonly isDefault: boolean
  /** Undefined if its schema does not list the parameters. */
  readonly parameters: readonly DescribedParameter[] | undefined
  /** The pipeline itself. */
  readonly pipeline: Pipeline<Record<string, unknown>, unknown>
}

/** The pipelines among the exports of a module, each once, the default export first. */
export function exportedPipelines(module: Readonly<Record<string, unknown>>): ExportedPipeline[] {
  const found = new Map<unknown, ExportedPipeline>()
  const entries = Object.entries(module).sort(([a], [b]) => Number(b === 'default') - Number(a === 'default'))
  for (const [exportName, value] of entries) {
    const definition = definitionOf(value)
    if (definition?.work.by !== 'pipeline' || found.has(value)) continue
    found.set(value, {
      name: definition.name,
      isDefault: exportName === 'default',
      parameters: definition.work.parameters.described,
      pipeline: value as ExportedPipeline['pipeline'],
    })
  }
  return [...found.values()]
}
