import { givenOf } from '@clearway/contract/given'
import type { PipelineOrder } from '@clearway/contract'
import { readTaskSearch, type TaskSearch } from '../tasks/task-search.ts'

/** The parameters in the page's address: those of any list of tasks, for the runs, and which pipelines are listed above the runs, in which order. */
export interface PipelineSearch extends TaskSearch {
  /** What the name of a pipeline has in it. */
  readonly find?: string
  readonly order?: PipelineOrder
}

/** The orders of pipelines, in words; without a choice they have that of their names. */
export const orders: Readonly<Record<Exclude<PipelineOrder, 'name'>, string>> = {
  newest: 'Latest run first',
  failing: 'Most failures first',
  slowest: 'Longest median first',
  next: 'Next start first',
}

/** Reads the address, which anybody may have written. */
export function readPipelineSearch(given: Readonly<Record<string, unknown>>): PipelineSearch {
  const { find, order } = given
  return {
    ...readTaskSearch(given),
    ...givenOf({
      find: typeof find === 'string' && find !== '' ? find : typeof find === 'number' ? String(find) : undefined,
      order: (Object.keys(orders) as (keyof typeof orders)[]).find((one) => one === order),
    }),
  }
}
