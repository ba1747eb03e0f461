import { useQuery } from '@tanstack/react-query'
import type { Queue } from '@clearway/contract'
import { workersQuery } from '../../api/queries.ts'
import { Ago } from '../../ui/ago.tsx'
import { servedBy } from '../../ui/served-by.ts'
import { entriesOf } from './entries-of.ts'
import { lanesOfAnyQueue, servingOf } from './serving-of.ts'

/** How many tasks wait in a queue, since when, and who takes them. */
export function QueueSummary({ queue }: { readonly queue: Queue }) {
  const { data: workers } = useQuery(workersQuery)
  const entries = entriesOf(queue)
  const oldest = entries.map(({ added }) => added).toSorted()[0]
  return (
    <span className="muted queue-summary">
      {entries.length} waiting{oldest === undefined ? '' : ', the oldest came '}
      {oldest === undefined ? null : <Ago at={oldest} />} ·{' '}
      {workers === undefined ? '' : servedBy(servingOf(queue, lanesOfAnyQueue(workers).length))}
      {isPaused(queue) ? ' · paused: nothing is taken from it' : ''}
    </span>
  )
}

export function isPaused({ system_tags: tags = [] }: Queue): boolean {
  return tags.includes('paused')
}
