import type { Task as WireTask } from '@clearway/contract'
import pLimit from 'p-limit'
import type { Connection } from '../connection.ts'
import { isGone } from '../task/files.ts'

/** So many of the newest tasks with a hash are looked at. */
const candidates = 10
const checksAtOnce = 8

/** The task whose results a cached step can have, or why there is none. */
export type Executed = { readonly task: string } | { readonly reason: string }

/** The newest finished task with a hash whose output files still exist: a later step is given their addresses. */
export async function findExecuted(connection: Connection, hash: string): Promise<Executed> {
  const { api } = connection
  const { tasks } = await api.tasks.get_all({
    status: ['completed', 'published'],
    system_tags: ['-archived'],
    search_hidden: true,
    _all_: { fields: ['runtime.pipeline_job_hash'], pattern: `^${hash}$` },
    only_fields: ['id', 'execution.artifacts', 'models'],
    order_by: ['-completed'],
    page: 0,
    page_size: candidates,
  })
  let reason = 'no finished task has the same code and parameters'
  for (const [index, task] of tasks.entries()) {
    const models = (task.models?.output ?? []).map(({ model }) => model)
    const gone = await firstGone(connection, [...artifactsOf(task), ...(await modelsOf(connection, models))])
    if (gone === undefined) return { task: task.id }
    if (index === 0) reason = `the file of ${gone} of task ${task.id} is gone`
  }
  return { reason }
}

type Output = { readonly name: string; readonly uri: string }

function artifactsOf({ execution }: WireTask): readonly Output[] {
  return (execution?.artifacts ?? []).flatMap(({ key, uri, mode }) => (mode !== 'input' && uri ? [{ name: `artifact '${key}'`, uri }] : []))
}

async function modelsOf({ api }: Connection, ids: readonly string[]): Promise<readonly Output[]> {
  if (ids.length === 0) return []
  const { models } = await api.models.get_all({ id: [...ids], search_hidden: true, only_fields: ['name', 'uri'], page: 0, page_size: 500 })
  return models.flatMap(({ name, uri }) => (uri ? [{ name: `model '${name}'`, uri }] : []))
}

async function firstGone(connection: Connection, outputs: readonly Output[]): Promise<string | undefined> {
  const limit = pLimit(checksAtOnce)
  const gone = await Promise.all(outputs.map(({ uri }) => limit(() => isGone(connection, uri))))
  return outputs[gone.indexOf(true)]?.name
}
