import type { ExportedPipeline } from '@clearway/sdk'
import { UsageError } from '../usage-error.ts'
import type { HostRequest } from './messages.ts'

/** The pipeline that is meant: the one of the name, else the default export, else the only one. */
export function choosePipeline(
  pipelines: readonly ExportedPipeline[],
  { file, pipeline: name }: Pick<HostRequest, 'file' | 'pipeline'>,
): ExportedPipeline {
  const names = pipelines.map((one) => one.name)
  if (pipelines.length === 0)
    throw new UsageError(`${file} exports no pipeline.`, {
      field: 'FILE',
      cure: 'Export one: export default pipeline(name, parameters, body). A program that starts its pipeline itself, as with PipelineController, is run by node.',
    })
  if (name !== undefined) {
    const found = pipelines.find((one) => one.name === name)
    if (found === undefined)
      throw new UsageError(`${file} exports no pipeline '${name}'. It exports: ${names.join(', ')}.`, { field: '--pipeline' })
    return found
  }
  const found = pipelines.length === 1 ? pipelines[0] : pipelines.find(({ isDefault }) => isDefault)
  if (found === undefined)
    throw new UsageError(`${file} exports several pipelines, and none as its default: ${names.join(', ')}.`, {
      field: '--pipeline',
      cure: `Choose one: --pipeline ${names[0]}.`,
    })
  return found
}
