import { givenOf } from '@clearway/contract/given'
import { recordOf } from '@clearway/contract/is-record'
import type { ImportedModel } from '@clearway/contract'
import { type Doc, idOf, integerOf, textOf, textsOf, timeOf, withoutNulls } from './fields.ts'
import { mapLastMetrics } from './metrics.ts'
import type { TaskReferences } from './task.ts'

/** A model of another server, as ours stores it. */
export function mapModel(given: Doc, { addresses }: Pick<TaskReferences, 'addresses'>): ImportedModel {
  const doc = recordOf(withoutNulls(given))
  const uri = textOf(doc['uri'])
  return {
    id: idOf(doc['id']) ?? '',
    name: textOf(doc['name']) ?? 'unnamed',
    ready: doc['ready'] === true,
    ...givenOf({
      user: idOf(doc['user']),
      project: idOf(doc['project']),
      task: idOf(doc['task']),
      parent: idOf(doc['parent']),
      comment: textOf(doc['comment']),
      uri: uri === undefined ? undefined : (addresses.get(uri) ?? uri),
      framework: textOf(doc['framework']),
      created: timeOf(doc['created']),
      last_update: timeOf(doc['last_update']),
      last_change: timeOf(doc['last_change']) ?? timeOf(doc['last_update']),
      last_iteration: integerOf(doc['last_iteration']),
    }),
    tags: textsOf(doc['tags']),
    system_tags: textsOf(doc['system_tags']),
    design: recordOf(doc['design']),
    labels: recordOf(doc['labels']),
    metadata: recordOf(doc['metadata']),
    ...(doc['ui_cache'] === undefined ? {} : { ui_cache: recordOf(doc['ui_cache']) }),
    metrics: mapLastMetrics(doc['last_metrics']),
  }
}
