import { type BuiltGraph, builtGraphOf, graphConfiguration, type PipelineDefinition, resolveTexts } from '@clearway/engine'
import type { Configuration, Task as WireTask } from '@clearway/contract'
import type { Connection } from '../connection.ts'
import { statedArguments } from '../pipeline/controller-task.ts'
import { RunLog } from '../pipeline/run-log.ts'
import { callOf } from './call.ts'
import type { Graph } from './graph.ts'
import { inputText, pathOf, referenceText } from './inputs.ts'
import { outputsOf } from './program-function.ts'
import { ValueReader } from './values/decode.ts'

/** What a controller's task records of its graph, so that the result of its run can be read wherever its steps have stored theirs. */
export async function graphRecord(
  connection: Connection,
  { returned }: Graph,
  definition: Pick<PipelineDefinition, 'parameters'>,
): Promise<Record<string, Configuration>> {
  const result = await inputText(connection, returned, (of) => {
    const { name = '', called } = callOf(of)
    return referenceText(name, pathOf(of), outputsOf(called.work))
  })
  return graphConfiguration({ arguments: statedArguments(definition), result })
}

/** What a run returned whose controller has no process that could store it; undefined for any other run. */
export async function graphResult(connection: Connection, document: WireTask): Promise<{ readonly value: unknown } | undefined> {
  const graph: BuiltGraph | undefined = builtGraphOf(document)
  if (graph === undefined) return undefined
  const { api } = connection
  const { state } = await RunLog.open(api, document.id)
  const host = { readTask: async (task: string) => (await api.tasks.get_by_id({ task })).task, readModels: async () => [] }
  const { result = '' } = await resolveTexts(state, host, { result: graph.result })
  return { value: await new ValueReader(connection).read(result) }
}
