import type { Implementation, users } from '@clearway/contract'
import type { Context } from '../../context.ts'
import { transact } from '../../db/connection/transaction.ts'
import { isoTime } from '../../db/sql/iso-time.ts'
import { readUser } from '../../db/tables/users.ts'
import { findUsers } from '../../users/find-users.ts'
import { preferencesOf, updatePreferences } from '../../users/preferences.ts'
import { workspace } from '../../workspace.ts'

export const usersService: Implementation<typeof users, Context> = {
  get_current_user: async (_, ctx) => ({
    user: {
      ...ctx.user,
      company: { id: ctx.company, name: workspace.name },
      preferences: preferencesOf(await readUser(ctx, ctx.user.id)),
    },
    getting_started: null,
    settings: {},
  }),
  get_by_id: async ({ user: id }, ctx) => {
    const { name, role, company, created } = await readUser(ctx, id)
    return { user: { id, name, role, company, created: isoTime(created) } }
  },
  get_preferences: async (_, ctx) => ({ preferences: preferencesOf(await readUser(ctx, ctx.user.id)) }),
  set_preferences: async ({ preferences: changes, return_updated_preferences }, ctx) => {
    const preferences = await transact(ctx, (tx) => updatePreferences(tx, tx.user.id, changes))
    return { updated: 1, ...(return_updated_preferences === true ? { preferences } : {}) }
  },
  get_all: async (request, ctx) => ({ users: await findUsers(ctx, request) }),
  get_all_ex: async (request, ctx) => ({ users: await findUsers(ctx, request) }),
}
