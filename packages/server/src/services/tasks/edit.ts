import type { RequestOf, tasks, TaskStatus } from '@clearway/contract'
import type { Updateable } from 'kysely'
import type { Context, Handler } from '../../context.ts'
import { deleteOtherArtifacts, paramsOf, writeArtifacts, writeConfigs, writeParams } from '../../db/documents/task-parts.ts'
import { cleanName } from '../../db/clean-name.ts'
import { json } from '../../db/json.ts'
import { findProject } from '../../db/projects.ts'
import type { TaskTable } from '../../db/schema.ts'
import { replaceTags } from '../../db/tags.ts'
import { editTask, findOwnTask, findTask } from '../../db/tasks.ts'
import { transact } from '../../db/transaction.ts'
import { ActionError } from '../../errors.ts'
import { releaseFiles } from '../../files/release-files.ts'
import { parseObject } from '../../db/unreadable.ts'

type EditRequest = RequestOf<typeof tasks.edit>
/** Changes of these alone are no sign of life. */
const quiet = ['name', 'tags', 'system_tags', 'comment', 'project', 'created']

/** Maps and lists are replaced whole, which is how clients delete keys; script, execution and output are merged at their first level. Source: ClearML server 2.3.0. */
export const edit: Handler<typeof tasks.edit> = async ({ task: id, force, ...request }, ctx) =>
  transact(ctx, async (tx) => {
    const task = await findOwnTask(tx, id)
    if (force !== true && task.status !== ('created' satisfies TaskStatus))
      throw new ActionError('invalid_transition', { task: id, status: task.status, allowed: ['created'] })
    const { tags, system_tags, hyperparams, configuration, execution } = request
    if (request.project !== undefined && request.project !== '') await findProject(tx, request.project)
    if (request.parent !== undefined && request.parent !== '') await findTask(tx, request.parent)
    await replaceTags(tx, 'task', task.id, { tags, system_tags })
    if (hyperparams !== undefined) await writeParams(tx, task.id, paramsOf(hyperparams), 'all')
    if (configuration !== undefined) await writeConfigs(tx, task.id, configuration, 'all')
    if (execution?.artifacts !== undefined) {
      const gone = await deleteOtherArtifacts(tx, task.id, execution.artifacts)
      await writeArtifacts(tx, task.id, execution.artifacts, tx.attempt?.id ?? null)
      // The caller deletes the files, or keeps them.
      await releaseFiles(tx, gone, { remove: false })
    }
    const fields = Object.keys(request).filter((key) => key in known)
    const updated = await editTask(tx, task, await columnsOf(tx, task.id, request), {
      update: !fields.every((field) => quiet.includes(field)),
    })
    return { updated, fields: Object.fromEntries(fields.map((field) => [field, request[field as keyof typeof request]])) }
  })

const known: Readonly<Record<string, true>> = {
  name: true,
  type: true,
  comment: true,
  parent: true,
  project: true,
  tags: true,
  system_tags: true,
  script: true,
  execution: true,
  container: true,
  hyperparams: true,
  configuration: true,
  models: true,
  runtime: true,
  output: true,
  output_dest: true,
  resources: true,
}

async function columnsOf(tx: Context, id: string, request: Omit<EditRequest, 'task' | 'force'>): Promise<Updateable<TaskTable>> {
  const { name, type, comment, parent, project, script, execution, output, output_dest, container, runtime, models, resources } = request
  const { artifacts: _, queue, ...restOfExecution } = execution ?? {}
  const merges =
    script !== undefined || execution !== undefined || output !== undefined || output_dest !== undefined || models !== undefined
  const before = merges
    ? await tx.db.selectFrom('task').select(['script', 'execution', 'output', 'models']).where('id', '=', id).executeTakeFirstOrThrow()
    : undefined
  const merged = (column: 'script' | 'execution' | 'output' | 'models', part: object): string =>
    json({ ...parseObject(before?.[column] ?? '{}'), ...part })
  return {
    ...(name === undefined ? {} : { name: cleanName(name) }),
    ...(type === undefined ? {} : { type }),
    ...(comment === undefined ? {} : { comment }),
    ...(parent === undefined ? {} : { parent: parent === '' ? null : parent }),
    ...(project === undefined ? {} : { project: project === '' ? null : project }),
    ...(script === undefined ? {} : { script: merged('script', script) }),
    ...(execution === undefined
      ? {}
      : { execution: merged('execution', restOfExecution), ...(queue === undefined ? {} : { queue: queue === '' ? null : queue }) }),
    ...(output === undefined && output_dest === undefined
      ? {}
      : { output: merged('output', { ...output, ...(output_dest === undefined ? {} : { destination: output_dest }) }) }),
    ...(models === undefined ? {} : { models: merged('models', models) }),
    ...(container === undefined ? {} : { container: json(container) }),
    ...(runtime === undefined ? {} : { runtime: json(runtime) }),
    ...(resources === undefined ? {} : { resources: json(resources) }),
  }
}
