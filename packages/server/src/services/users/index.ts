import type { Implementation, users } from '@clearway/contract'
import type { Context } from '../../context.ts'
import { transact } from '../../db/connection/transaction.ts'
import { isoTime } from '../../db/sql/iso-time.ts'
import { readCallingUser, readUser } from '../../db/tables/users.ts'
import { findUsers } from '../../users/find-users.ts'
import { preferencesOf, updatePreferences } from '../../users/preferences.ts'
import { shownDetails } from '../../users/user-details.ts'
import { workspace } from '../../workspace.ts'
import { create, deleteUser, update } from './accounts.ts'

export const usersService: Implementation<typeof users, Context> = {
  get_current_user: async (_, ctx) => {
    const user = await readCallingUser(ctx)
    const company = { id: ctx.company, name: workspace.name }
    return {
      user: { ...ctx.user, ...shownDetails(user), company, created: isoTime(user.created), preferences: preferencesOf(user) },
      getting_started: null,
      settings: {},
    }
  },
  get_by_id: async ({ user: id }, ctx) => {
    const user = await readUser(ctx, id)
    const { name, role, company, created } = user
    return { user: { id, name, role, company, created: isoTime(created), ...shownDetails(user) } }
  },
  create,
  update,
  delete: deleteUser,
  get_preferences: async (_, ctx) => ({ preferences: preferencesOf(await readUser(ctx, ctx.user.id)) }),
  set_preferences: async ({ preferences: changes, return_updated: isShown = true, return_updated_preferences }, ctx) => {
    const { preferences, hasChanged } = await transact(ctx, (tx) => updatePreferences(tx, tx.user.id, changes))
    return {
      updated: hasChanged ? 1 : 0,
      fields: hasChanged && isShown ? { preferences } : {},
      ...(return_updated_preferences === true ? { preferences } : {}),
    }
  },
  get_all: async (request, ctx) => ({ users: await findUsers(ctx, request) }),
  get_all_ex: async (request, ctx) => ({ users: await findUsers(ctx, request) }),
}
