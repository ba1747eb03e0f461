import { exactly } from '@clearway/contract/name-pattern'
import type { Api } from '@clearway/sdk'
import { CommandFailed } from '../failure.ts'
import { UsageError } from '../usage-error.ts'
import { allPages } from './all-pages.ts'
import { idBegins, moreDigits } from './id-prefix.ts'

/** Finds a user by name, by id, or by the beginning of the id. */
export async function findUser(api: Api, given: string): Promise<{ readonly id: string; readonly name: string }> {
  if (given === '') throw new UsageError('The name of the user is empty.')
  const named = (await api.users.get_all({ name: exactly(given) })).users
  const exact = named.length > 0 ? named : (await api.users.get_all({ id: [given] })).users
  const begun = exact.length === 0 && idBegins(given) ? await usersWhoseIdBegins(api, given.toLowerCase()) : exact
  const users = begun.map(({ id, name = id }) => ({ id, name }))
  const [first, ...others] = users
  if (first === undefined)
    throw new CommandFailed(`There is no user '${given}'. \`clearway user list\` shows who there is.`, { code: 'not_found' })
  if (others.length > 0) throw moreDigits('user', given, users)
  return first
}

/** Reads all users, because the server does not filter them by the beginning of an id. */
async function usersWhoseIdBegins(api: Api, digits: string) {
  const users = await allPages(async (page) => (await api.users.get_all({ order_by: ['id'], only_fields: ['id', 'name'], ...page })).users)
  return users.filter(({ id }) => id.startsWith(digits))
}
