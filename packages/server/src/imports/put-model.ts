import type { ImportedModel } from '@clearway/contract'
import { filePathOf } from '@clearway/contract/file-address'
import type { OperationTx } from '../context.ts'
import { json } from '../db/sql/json.ts'
import { writeModelRow } from '../db/tables/imported-contents.ts'
import { admitRow, type Importer, recordImported } from '../db/tables/imported-rows.ts'
import { replaceMetrics } from '../db/tables/metrics.ts'
import { replaceTags } from '../db/tables/tags.ts'
import { dropFires } from '../db/tables/triggers.ts'
import { lastValues } from './last-values.ts'
import { projectHere } from './project-here.ts'
import type { PutRow } from './put-project.ts'

/** Writes a model of another server with its tags and last values. */
export async function putModel(tx: OperationTx, { source, isAdmin }: Importer, model: ImportedModel): Promise<PutRow> {
  const { id, tags = [], system_tags = [], metrics = [] } = model
  const origin = { source, entity: 'model', id } as const
  const { standing } = await admitRow(tx, origin, isAdmin)
  if (standing !== 'new' && standing !== 'unchanged') return { id, outcome: standing }
  const now = tx.now()
  const changed = model.last_change ?? model.last_update ?? now
  const uri = model.uri ?? ''
  const columns = {
    name: model.name,
    user: model.user ?? tx.user.id,
    project: await projectHere(tx, source, model.project),
    task: model.task || null,
    parent: model.parent || null,
    comment: model.comment ?? '',
    uri,
    file: filePathOf(uri) ?? null,
    framework: model.framework ?? '',
    ready: model.ready ? (1 as const) : (0 as const),
    created: model.created ?? now,
    last_update: model.last_update ?? changed,
    last_change: changed,
    last_iteration: model.last_iteration ?? 0,
    design: json(model.design),
    labels: json(model.labels),
    metadata: json(model.metadata),
    ui_cache: model.ui_cache === undefined ? null : json(model.ui_cache),
  }
  await writeModelRow(tx, id, columns, standing === 'new')
  await replaceTags(tx, 'model', id, { tags, system_tags })
  await replaceMetrics(tx, id, lastValues(metrics), [])
  await dropFires(tx, 'model', id)
  await recordImported(tx, origin, { id, changed })
  return { id, here: id, outcome: standing === 'new' ? 'created' : 'updated' }
}
