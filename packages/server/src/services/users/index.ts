import type { Implementation, users } from '@clearway/contract'
import type { Context } from '../../context.ts'
import { listUsers } from '../../db/tables/users.ts'
import { workspace } from '../../workspace.ts'

export const usersService: Implementation<typeof users, Context> = {
  get_current_user: (_, { user, company }) =>
    Promise.resolve({
      user: { ...user, company: { id: company, name: workspace.name }, preferences: {} },
      getting_started: null,
      settings: {},
    }),
  get_all: async (_, ctx) => ({ users: await listUsers(ctx) }),
}
