import { graphConfigurationName, readGraph } from '@clearway/engine'
import { readConfig, readParams } from '../db/tables/task-parts.ts'
import type { Reader } from '../scope.ts'

/** Whether a function made the steps of a run before it was started: they may hold the values of its arguments. */
export async function isBuilt(reader: Pick<Reader, 'db'>, run: string): Promise<boolean> {
  return (await readConfig(reader, run, graphConfigurationName)) !== undefined
}

/** Whether the steps of a run may be used as they are: no function made them, or with just the arguments that the run has. */
export async function hasOwnArguments(reader: Pick<Reader, 'db'>, run: string): Promise<boolean> {
  const graph = readGraph(await readConfig(reader, run, graphConfigurationName))
  if (graph === undefined) return true
  const stated = (await readParams(reader, [run])).flatMap(({ section, name, value }) =>
    section === 'Args' ? [[name, value ?? ''] as const] : [],
  )
  const [given, built] = [new Map(stated), Object.entries(graph.arguments)]
  return given.size === built.length && built.every(([name, text]) => given.get(name) === text)
}
