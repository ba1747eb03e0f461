import { graphConfiguration, type PipelineDefinition } from '@clearway/engine'
import type { Configuration } from '@clearway/contract'
import { filePathOf } from '@clearway/contract/file-address'
import type { Connection } from '../connection.ts'
import { statedArguments } from '../pipeline/controller-task.ts'
import { uriOf } from '../task/files.ts'
import { taskFolder } from '../task/file-path.ts'
import { callOf } from './call.ts'
import type { Graph } from './graph.ts'
import { inputText, pathOf, referenceText } from './inputs.ts'
import { outputsOf } from './program-function.ts'

/** What a controller's task records of its graph, so that the server can store the result of the run when its steps have stored theirs. */
export async function graphRecord(
  connection: Connection,
  { returned }: Graph,
  { definition, projectName }: { readonly definition: Pick<PipelineDefinition, 'name' | 'parameters'>; readonly projectName: string },
): Promise<Record<string, Configuration>> {
  const result = await inputText(connection, returned, (of) => {
    const { name = '', called } = callOf(of)
    return referenceText(name, pathOf(of), outputsOf(called.work))
  })
  const files = uriOf(connection, taskFolder({ id: '', name: definition.name, projectName }))
  return graphConfiguration({ arguments: statedArguments(definition), result, files })
}

/** Whether the server keeps the files of its runs itself, so that it can store a result. */
export function hasOwnFiles({ filesUrl }: Connection): boolean {
  return filePathOf(`${filesUrl}/file`) !== undefined
}
