import { sql } from 'kysely'
import { dialectOf } from '../db/connection/dialect.ts'
import { resolveAliases } from './aliases.ts'
import { compile } from './compile.ts'
import type { Entity } from './field.ts'
import { companiesOf, type ListScope } from './list-ids.ts'
import { leavesFew } from './cost.ts'
import { readOrderBy } from './order-by.ts'
import type { Page } from './page.ts'
import { type ListRequest, readRequest } from './request.ts'
import { resolvePatterns } from './resolve-patterns.ts'
import { resolveProjects } from './resolve-projects.ts'
import { resolveTags } from './resolve-tags.ts'
import { columnOf, type Sql, type Target, whileWanted } from './sql-value.ts'

/** The rows of one company that meet a request: the part `from … where …` of a statement that summarizes them. */
export interface Selection {
  readonly target: Target
  readonly from: Sql
}

const everything: Page = { offset: 0, limit: Number.MAX_SAFE_INTEGER }

/**
 * Selects the rows that meet a request, of the company and public ones: a selection for each, so that indexes serve it. For statements that count and
 * group rows instead of listing them.
 */
export async function selectRows(scope: ListScope, entity: Entity, request: ListRequest): Promise<readonly Selection[]> {
  const { reader, company, matchTexts } = scope
  const asked = await resolveProjects(reader, company, entity, readRequest(entity, { search_hidden: true, ...request }))
  const { predicate } = await resolveAliases(reader, company, asked)
  const orderBy = readOrderBy(entity, undefined, scope.now())
  const selections: Selection[] = []
  for (const one of await companiesOf(scope, entity, request)) {
    const target = { dialect: dialectOf(reader), entity, company: one }
    const tagged = await resolveTags(reader, predicate, target)
    const literal = await resolvePatterns(reader, tagged, { target, orderBy, page: everything, matchTexts })
    const parts = literal.is === 'all' ? literal.of : [literal]
    const condition = compile(literal, { ...target, few: parts.some(leavesFew) })
    selections.push({
      target,
      from: sql`from ${sql.table(entity)} where ${whileWanted(target)}${columnOf(target, 'company')} = ${one} and ${condition}`,
    })
  }
  return selections
}
