import type { Implementation, organization } from '@clearway/contract'
import type { Context } from '../../context.ts'
import { allTags } from '../../db/tables/all-tags.ts'

export const organizationService: Implementation<typeof organization, Context> = {
  get_tags: async ({ include_system }, ctx) => {
    const reader = { ...ctx, db: ctx.reader }
    return {
      tags: await allTags(reader, 'tags'),
      ...(include_system === true ? { system_tags: await allTags(reader, 'system_tags') } : {}),
    }
  },
}
