import { sql } from 'kysely'
import { readerOf } from '../context.ts'
import { readTags } from '../db/documents/read-tags.ts'
import { appendAll } from '../large-lists.ts'
import type { ListScope } from './list-ids.ts'
import type { ListRequest } from './request.ts'
import { selectRows } from './selection.ts'

export interface DatasetProject {
  readonly id: string
  /** The project directly above it. */
  readonly parent: string
  readonly tags: readonly string[]
}

/** The projects that are datasets and lie directly in the given projects. `request`: further conditions. */
export async function datasetsIn(scope: ListScope, parents: readonly string[], request: ListRequest): Promise<readonly DatasetProject[]> {
  const datasets: { id: string; parent: string }[] = []
  for (const { from } of await selectRows(scope, 'project', datasetsRequest(parents, request))) {
    const { rows } = await sql<{ id: string; parent: string }>`select id, parent ${from}`.execute(scope.reader)
    appendAll(datasets, rows)
  }
  const tags = await readTags(
    readerOf(scope),
    'project',
    datasets.map(({ id }) => id),
  )
  return datasets.map((dataset) => ({ ...dataset, tags: tags(dataset.id).tags }))
}

const datasetsRequest = (parents: readonly string[], request: ListRequest): ListRequest => ({
  ...request,
  parent: parents,
  shallow_search: true,
  system_tags: ['dataset', ...[request['system_tags'] ?? []].flat()],
  basename: ['-.datasets'],
})
