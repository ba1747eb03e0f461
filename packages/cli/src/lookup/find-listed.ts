import { exactly } from '@clearway/contract/name-pattern'
import { CommandFailed } from '../failure.ts'
import { UsageError } from '../usage-error.ts'
import type { Found } from './find-task.ts'
import { idBegins, isId, moreDigits, shownCandidates } from './id-prefix.ts'

/** The filter of a list, by name or by the beginning of an id. */
export interface LookupQuery {
  readonly name?: string
  readonly _all_?: { fields: string[]; pattern: string }
  readonly search_hidden: true
  readonly only_fields: string[]
  readonly order_by: string[]
  readonly page: number
  readonly page_size: number
}

/** Finds what a user means among the rows of a list: by its id, by its name (the newest of that name), or by the beginning of its id. */
export async function findListed(
  noun: string,
  given: string,
  list: (query: LookupQuery) => Promise<readonly { readonly id: string; readonly name?: string }[]>,
): Promise<Found> {
  if (given === '') throw new UsageError(`An empty name names no ${noun}.`)
  if (isId(given)) return { id: given }
  const query = { search_hidden: true, only_fields: ['id', 'name', 'created'], order_by: ['-created'], page: 0 } as const
  const rowsOf = (filter: Partial<LookupQuery>, count: number) =>
    list({ ...query, only_fields: [...query.only_fields], order_by: [...query.order_by], ...filter, page_size: count })
  const [named] = await rowsOf({ name: exactly(given) }, 1)
  if (named !== undefined) return foundOf(named)
  const begun = idBegins(given) ? await rowsOf({ _all_: { fields: ['id'], pattern: `^${given.toLowerCase()}` } }, shownCandidates + 1) : []
  const [first, ...others] = begun
  if (first === undefined)
    throw new CommandFailed(`There is no ${noun} '${given}'. \`clearway ${noun} list\` shows what there is.`, { code: 'not_found' })
  if (others.length > 0)
    throw moreDigits(
      noun,
      given,
      begun.map(({ id, name = '' }) => ({ id, name })),
    )
  return foundOf(first)
}

function foundOf({ id, name }: { readonly id: string; readonly name?: string }): Found {
  return name === undefined ? { id } : { id, name }
}
