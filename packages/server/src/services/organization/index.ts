import type { Implementation, organization } from '@clearway/contract'
import type { Context } from '../../context.ts'
import { allTags } from '../../db/tables/all-tags.ts'
import { listUsers } from '../../db/tables/users.ts'
import { byCodePoint } from '../../queries/distinct.ts'
import type { ListRequest } from '../../queries/request.ts'
import { tagsByKind } from '../../queries/tags-by-kind.ts'
import { workspace } from '../../workspace.ts'
import { download_for_get_all, prepare_download_for_get_all } from './download.ts'
import { get_entities_count } from './get_entities_count.ts'
import { get_project_usages } from './get_project_usages.ts'

export const organizationService: Implementation<typeof organization, Context> = {
  get_tags: async ({ include_system, filter }, ctx) => {
    const of = filter === undefined ? tagsOfAll(ctx) : await tagsOfSome(ctx, filter)
    return { tags: await of('tags'), ...(include_system === true ? { system_tags: await of('system_tags') } : {}) }
  },
  get_entities_count,
  get_user_companies: async (_, ctx) => {
    const users = await listUsers(ctx)
    const owners = users.map((user) => ({ id: user.id, name: user.name, avatar: user.avatar ?? '' }))
    return { companies: [{ id: workspace.id, name: workspace.name, allocated: users.length, owners }] }
  },
  get_project_usages,
  prepare_download_for_get_all,
  download_for_get_all,
}

type TagsOf = (kind: 'tags' | 'system_tags') => Promise<string[]>

function tagsOfAll({ company, reader }: Context): TagsOf {
  return (kind) => allTags({ company, db: reader }, kind)
}

/** The tags of the tasks and models that meet a filter. Source: ClearML server 2.3.0. */
async function tagsOfSome(ctx: Context, filter: ListRequest): Promise<TagsOf> {
  const found = [await tagsByKind(ctx, 'task', filter), await tagsByKind(ctx, 'model', filter)]
  return (kind) => Promise.resolve([...new Set(found.flatMap((tags) => tags[kind]))].toSorted(byCodePoint))
}
