import type { models } from '@clearway/contract'
import { filePathOf } from '@clearway/contract/file-address'
import type { Handler } from '../../context.ts'
import { json } from '../../db/json.ts'
import { findProject } from '../../db/projects.ts'
import { replaceTags } from '../../db/tags.ts'
import { findTask } from '../../db/tasks.ts'
import { transact } from '../../db/transaction.ts'
import { metadataOf } from './edit.ts'

export const create: Handler<typeof models.create> = async (
  { name = '', uri = '', comment = '', framework = '', design, labels, ready = true, project, parent, task, metadata, tags, system_tags },
  ctx,
) =>
  transact(ctx, async (tx) => {
    if (project !== undefined && project !== '') await findProject(tx, project)
    if (task !== undefined && task !== '') await findTask(tx, task)
    const { db, company, user, attempt, now, newId } = tx
    const id = newId()
    const at = now()
    await db
      .insertInto('model')
      .values({
        id,
        company,
        user: user.id,
        name,
        uri,
        file: filePathOf(uri) ?? null,
        comment,
        framework,
        ready: ready ? 1 : 0,
        project: project || null,
        parent: parent || null,
        task: task || null,
        maker: attempt?.task ?? null,
        created: at,
        last_update: at,
        last_change: at,
        last_iteration: 0,
        rev: 1,
        design: json(design),
        labels: json(labels),
        metadata: json(metadataOf(metadata)),
      })
      .execute()
    await replaceTags(tx, 'model', id, { tags, system_tags })
    tx.recordChange({ entity: 'model', id, project: project || null, kind: 'created', rev: 1 })
    return { id, created: true }
  })
