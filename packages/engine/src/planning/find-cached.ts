import type { Task } from '@clearway/contract'
import type { Host } from './host.ts'

/** The task whose results a cached step reuses; else why the newest task with the step's hash cannot be used: undefined if no task has the hash. */
export type Cached = { readonly task: string } | { readonly reason: string | undefined }

/** The newest finished task with a hash whose output files still exist: later steps are given their addresses. */
export async function findCached(host: Pick<Host, 'findFinished' | 'readModels' | 'isFileGone'>, hash: string): Promise<Cached> {
  let reason: string | undefined
  for (const [index, task] of (await host.findFinished(hash)).entries()) {
    const outputs = [...artifactsOf(task), ...(await modelsOf(host, task))]
    const isGone = await Promise.all(outputs.map(({ uri }) => host.isFileGone(uri)))
    const gone = outputs[isGone.indexOf(true)]
    if (gone === undefined) return { task: task.id }
    if (index === 0) reason = `the file of ${gone.name} of task ${task.id} is gone`
  }
  return { reason }
}

interface Output {
  readonly name: string
  readonly uri: string
}

function artifactsOf({ execution }: Task): readonly Output[] {
  return (execution?.artifacts ?? []).flatMap(({ key, uri, mode }) => (mode !== 'input' && uri ? [{ name: `artifact '${key}'`, uri }] : []))
}

async function modelsOf(host: Pick<Host, 'readModels'>, task: Task): Promise<readonly Output[]> {
  const ids = (task.models?.output ?? []).map(({ model }) => model)
  const models = ids.length === 0 ? [] : await host.readModels(ids)
  return models.flatMap(({ name, uri }) => (uri ? [{ name: `model '${name}'`, uri }] : []))
}
