import { useTextAt } from './clock.ts'
import { roughlyOf } from './duration.ts'

interface Props {
  /** ISO 8601; undefined if nothing is known. */
  readonly at: string | undefined
  /** What happens then, such as `ends`. */
  readonly what: string
}

/** In how long something is expected: `~3 min`. Nothing once that time has passed. */
export function Expected({ at, what }: Props) {
  const moment = at === undefined ? Number.NaN : Date.parse(at)
  const text = useTextAt((now) => (moment > now ? roughlyOf(moment - now) : ''))
  if (at === undefined || text === '') return null
  return (
    <time
      dateTime={at}
      className="number"
      title={`Expected from how long the last ones took: ${what} ${new Date(at).toLocaleTimeString()}`}
    >
      {text}
    </time>
  )
}
