import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { dialectOf } from '../db/connection/dialect.ts'
import { transact } from '../db/connection/transaction.ts'
import type { Scope } from '../scope.ts'
import { ActionError } from '../errors.ts'
import { type Resolved, resolveAliases } from './aliases.ts'
import type { Entity } from './field.ts'
import { fieldOf } from './fields.ts'
import { readOrderBy } from './order-by.ts'
import { type Page, readPage, readSize } from './page.ts'
import { all, type Predicate } from './predicate.ts'
import { type ListRequest, readRequest } from './request.ts'
import { resolveProjects } from './resolve-projects.ts'
import { resolveOwners } from './resolve-owners.ts'
import { resolvePatterns } from './resolve-patterns.ts'
import { resolveTags } from './resolve-tags.ts'
import { findRows, type Found, type ListQuery } from './rows.ts'
import { runningTimePath, timedParts } from './running-time.ts'
import { findScroll, storeScroll, type Scroll } from './scroll.ts'
import { defined } from '../defined.ts'

/** What a list needs from its call. */
export type ListScope = Scope &
  Pick<Context, 'reader' | 'matchTexts'> & {
    /** If a side table yields at most this many ids, the query starts from them. */
    readonly mostOwners?: number
  }

export interface ListedIds {
  readonly ids: readonly string[]
  /** The aliases by which each row was requested. */
  readonly aliases: ReadonlyMap<string, readonly string[]>
  readonly scroll_id?: string
}

/** Finds one page of ids, or the next part of a scroll, among the company's rows and the public ones. */
export async function listIds(scope: ListScope, entity: Entity, request: ListRequest): Promise<ListedIds> {
  const asked = await resolveProjects(scope.reader, scope.company, entity, readRequest(entity, request))
  const resolved = await resolveAliases(scope.reader, scope.company, asked)
  const isScroll = (request['size'] !== undefined && request['size'] !== null) || 'scroll_id' in request
  if (isScroll) return scrollOn(scope, entity, request, resolved)
  const found = await find(scope, entity, request, { predicate: resolved.predicate, page: readPage(request), now: scope.now() })
  return { ids: found.ids, aliases: resolved.aliases }
}

/** Reads the next part of a scroll; with `refresh_scroll`, everything that the scroll has returned so far. */
async function scrollOn(scope: ListScope, entity: Entity, request: ListRequest, { predicate, aliases }: Resolved): Promise<ListedIds> {
  const id = typeof request['scroll_id'] === 'string' && request['scroll_id'] !== '' ? request['scroll_id'] : undefined
  const order = JSON.stringify(request['order_by'] ?? [])
  const known: Scroll = id === undefined ? { bound: scope.now(), order, count: 0 } : await findScroll(scope, entity, id)
  if (known.order !== order) throw new ActionError('invalid_scroll', { scroll_id: id, reason: 'order_by has changed on the way' })
  const again = request['refresh_scroll'] === true
  const size = readSize(request)
  const page: Page = {
    offset: 0,
    limit: again ? Math.max(size, known.count) : size,
    ...(again || known.last === undefined ? {} : { after: known.last }),
  }
  const madeBefore: Predicate = { is: 'compare', field: defined(fieldOf(entity, 'created')), by: '<=', value: known.bound }
  const found = await find(scope, entity, request, { predicate: all([predicate, madeBefore]), page, now: known.bound })
  const last = found.last ?? known.last
  const next: Scroll = {
    bound: known.bound,
    order,
    count: (again ? 0 : known.count) + found.ids.length,
    ...(last === undefined ? {} : { last }),
  }
  return { ids: found.ids, aliases, scroll_id: await transact(scope, (tx) => storeScroll(tx, entity, next, id)) }
}

async function find(
  scope: ListScope,
  entity: Entity,
  request: ListRequest,
  { predicate, page, now }: { readonly predicate: Predicate; readonly page: Page; readonly now: number },
): Promise<Found> {
  const { reader, matchTexts, mostOwners } = scope
  const dialect = dialectOf(reader)
  const orderBy = readOrderBy(entity, request['order_by'], now)
  const parts: ListQuery['parts'][number][] = []
  for (const company of await companiesOf(scope, entity, request)) {
    const target = { dialect, entity, company }
    const tagged = await resolveTags(reader, predicate, target)
    const literal = await resolvePatterns(reader, tagged, { target, orderBy, page, matchTexts })
    const owned = await resolveOwners(reader, literal, { target, orderBy, most: mostOwners })
    parts.push(...(orderBy[0]?.field.path === runningTimePath ? timedParts(target, owned) : [{ target, predicate: owned }]))
  }
  return findRows(reader, { parts, orderBy }, page)
}

/**
 * The companies whose rows a request searches: the caller's, and with `allow_public` (the default) that of public rows. These are rare, and without them
 * one index serves both filter and order.
 */
export async function companiesOf({ reader, company }: ListScope, entity: Entity, request: ListRequest): Promise<readonly string[]> {
  if (company === '' || request['allow_public'] === false) return [company]
  const { rows } = await sql`select 1 from ${sql.table(entity)} where company = '' limit 1`.execute(reader)
  return rows.length === 0 ? [company] : [company, '']
}
