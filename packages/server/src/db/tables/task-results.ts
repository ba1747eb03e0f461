import type { Tx } from '../../scope.ts'

/** Deletes a task's output artifacts, metrics and metric statistics. Returns the URIs of the artifacts. */
export async function deleteTaskResults({ db }: Tx, task: string): Promise<readonly string[]> {
  const artifacts = await db.deleteFrom('task_artifact').where('task', '=', task).where('mode', '=', 'output').returning('uri').execute()
  await db.deleteFrom('task_metric').where('task', '=', task).execute()
  await db.deleteFrom('task_metric_stat').where('task', '=', task).execute()
  return artifacts.map(({ uri }) => uri).filter((uri) => uri !== '')
}
