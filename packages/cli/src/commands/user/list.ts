import { command } from '../../command.ts'
import { pageFlags, pageOf } from '../../option.ts'
import { showUsers } from './show-users.ts'

export const list = command({
  summary: 'The users, their roles, and which of them the configuration of the server names.',
  options: pageFlags(100),
  examples: ['', '--limit 5 --json'],
  run: async ({ limit, page }, context) =>
    (await context.connect()).api.users.get_all({ order_by: ['name'], ...pageOf({ limit: limit ?? 100, page }) }),
  show: showUsers,
})
