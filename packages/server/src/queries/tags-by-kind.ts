import { distinctPairs } from './distinct.ts'
import type { ListScope } from './list-ids.ts'
import type { ListRequest } from './request.ts'

/** The tags and the system tags of what meets a request, each sorted by code point. */
export async function tagsByKind(
  scope: ListScope,
  entity: 'task' | 'model' | 'project',
  request: ListRequest,
): Promise<{ readonly tags: string[]; readonly system_tags: string[] }> {
  const pairs = await distinctPairs(scope, entity, request, { table: `${entity}_tag`, owner: entity, pair: ['kind', 'tag'] })
  const ofKind = (kind: string) => pairs.flatMap(([one, tag]) => (one === kind ? [tag] : []))
  return { tags: ofKind('tags'), system_tags: ofKind('system_tags') }
}
