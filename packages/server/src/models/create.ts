import type { models, RequestOf } from '@clearway/contract'
import { json } from '../db/sql/json.ts'
import { addModel } from '../db/tables/models.ts'
import { findOwnProject } from '../db/tables/projects.ts'
import { findTask } from '../db/tables/tasks.ts'
import type { Actor } from '../scope.ts'
import { setModelsPublic } from './publicity.ts'
import { metadataOf } from './metadata.ts'

/** Adds a model. Its project and task must exist. Answers its id. */
export async function createModel(
  tx: Actor,
  {
    name = '',
    uri = '',
    comment = '',
    framework = '',
    design,
    labels,
    ready = true,
    project,
    parent,
    task,
    metadata,
    tags,
    system_tags,
    public: open = false,
  }: RequestOf<typeof models.create>,
): Promise<string> {
  if (project !== undefined && project !== '') await findOwnProject(tx, project, 'refer')
  if (task !== undefined && task !== '') await findTask(tx, task)
  const columns = {
    name,
    uri,
    comment,
    framework,
    ready: ready ? (1 as const) : (0 as const),
    project: project || null,
    parent: parent || null,
    task: task || null,
    design: json(design),
    labels: json(labels),
    metadata: json(metadataOf(metadata)),
  }
  const id = await addModel(tx, columns, { tags, system_tags })
  if (open) await setModelsPublic(tx, [id], true)
  return id
}
