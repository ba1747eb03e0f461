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

type List = (query: LookupQuery) => Promise<readonly { readonly id: string; readonly name?: string }[]>

/** Finds what a user means among the rows of a list: by its id, by its name (the newest of that name), or by the beginning of its id. */
export async function findListed(noun: string, given: string, list: List): Promise<Found> {
  if (given === '') throw new UsageError(`The name of the ${noun} is empty.`)
  if (isId(given)) return { id: given }
  const [named] = await list({ ...query(1), name: exactly(given) })
  if (named !== undefined) return foundOf(named)
  const begun = await findBegun(noun, given, list)
  if (begun === undefined)
    throw new CommandFailed(`There is no ${noun} '${given}'. \`clearway ${noun} list\` shows what there is.`, { code: 'not_found' })
  return begun
}

/** Finds the only row of a list whose id begins like this; undefined if there is none. Throws if there are several. */
export async function findBegun(noun: string, given: string, list: List): Promise<Found | undefined> {
  if (!idBegins(given)) return undefined
  const begun = await list({ ...query(shownCandidates + 1), _all_: { fields: ['id'], pattern: `^${given.toLowerCase()}` } })
  const [first, ...others] = begun
  if (first === undefined) return undefined
  if (others.length > 0)
    throw moreDigits(
      noun,
      given,
      begun.map(({ id, name = '' }) => ({ id, name })),
    )
  return foundOf(first)
}

function query(count: number): LookupQuery {
  return { search_hidden: true, only_fields: ['id', 'name', 'created'], order_by: ['-created'], page: 0, page_size: count }
}

function foundOf({ id, name }: { readonly id: string; readonly name?: string }): Found {
  return name === undefined ? { id } : { id, name }
}
