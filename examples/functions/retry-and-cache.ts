/** A step that is tried again after a pause, and one whose result is used again: `clearway run examples/functions/retry-and-cache.ts --local`. */
import { pipeline, step } from '@clearway/sdk'

const fetchRows = step(
  'fetch rows',
  () => {
    const { attempt } = step.context()
    // Stands for a service that does not answer the first time.
    if (attempt === 1) throw new Error('the service is away')
    return [1, 2, 3]
  },
  { retries: 2, backoff: { seconds: 0.5, factor: 2 } },
)

/** Runs again only for other rows or other code. */
const square = step('square', ({ rows }: { rows: readonly number[] }) => rows.map((row) => row * row), { cache: true })

export default pipeline('retry and cache', {}, async () => ({ squares: await square({ rows: fetchRows() }) }))
