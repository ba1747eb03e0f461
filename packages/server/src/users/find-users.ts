import { contract, type RequestOf, type users } from '@clearway/contract'
import { projection } from '../db/documents/projection.ts'
import { isoTime } from '../db/sql/iso-time.ts'
import { listUsers } from '../db/tables/users.ts'
import { byCodePoint, distinctValues } from '../queries/distinct.ts'
import type { ListScope } from '../queries/list-ids.ts'
import { textMatcher } from '../queries/matches-text.ts'
import { readPage } from '../queries/page.ts'
import { readPattern } from '../queries/pattern.ts'
import { shownDetails } from './user-details.ts'

type Request = RequestOf<typeof users.get_all_ex>
type ListedUser = Awaited<ReturnType<typeof listUsers>>[number]

const sortable = ['id', 'name', 'role', 'created'] as const
const shape = contract.users.get_all.response.properties.users.items

/** The listed users that meet a request. All of them are read, because they are few. */
export async function findUsers(scope: ListScope, request: Request) {
  const { id, name, only_fields, order_by, active_in_projects: projects } = request
  const active = projects === undefined ? undefined : await activeUsers(scope, projects)
  const matches = name === undefined || name === '' ? () => true : textMatcher(readPattern(name, { ignoreCase: false, path: 'name' }))
  const found = (await listUsers(scope)).filter(
    (user) => isChosen(id, user.id) && matches(user.name) && (active === undefined || active.has(user.id)),
  )
  const { offset, limit } = readPage(request)
  const { apply } = projection(only_fields, shape)
  return sorted(found, order_by)
    .slice(offset, offset + limit)
    .map((user) => {
      const { name: shown, role, company, created, configured } = user
      const known = { id: user.id, name: shown, role, company, created: isoTime(created), configured: configured === 1 }
      return apply({ ...known, ...shownDetails(user) })
    })
}

/** Who made tasks, models or projects in these projects and below; in any, if the list is empty. Source: ClearML server 2.3.0. */
async function activeUsers(scope: ListScope, projects: readonly string[]): Promise<ReadonlySet<string>> {
  const inside = projects.length === 0 ? {} : { project: projects, include_subprojects: true }
  const kinds = ['task', 'model'] as const
  const found = [await distinctValues(scope, 'project', projects.length === 0 ? {} : { id: projects }, 'user')]
  for (const kind of kinds) found.push(await distinctValues(scope, kind, inside, 'user'))
  return new Set(found.flat())
}

/** Whether the filter `id` lets a user pass: one id or several, where `-` before an id excludes it. */
function isChosen(given: Request['id'], id: string): boolean {
  if (given === undefined) return true
  const values = (Array.isArray(given) ? given : [given]).map(String)
  const included = values.filter((value) => !value.startsWith('-'))
  return !values.includes(`-${id}`) && (included.length === 0 || included.includes(id))
}

function sorted(found: readonly ListedUser[], orderBy: Request['order_by'] = []): readonly ListedUser[] {
  const keys = (Array.isArray(orderBy) ? orderBy : [orderBy]).map((key) => ({ path: key.replace(/^-/, ''), down: key.startsWith('-') }))
  return found.toSorted((one, other) => {
    for (const { path, down } of keys) {
      const column = sortable.find((name) => name === path)
      if (column === undefined) continue
      const order = column === 'created' ? one.created - other.created : byCodePoint(one[column], other[column])
      if (order !== 0) return down ? -order : order
    }
    return 0
  })
}
