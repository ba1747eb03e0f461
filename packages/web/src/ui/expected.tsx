import { roughDuration } from '@clearway/contract/rough-duration'
import type { ReactNode } from 'react'
import { useTextAt } from './clock.ts'

interface Props {
  /** ISO 8601; undefined if nothing is known. */
  readonly at: string | undefined
  /** What happens then, such as `ends`. */
  readonly what: string
  /** Whether it says that the time is what is left of something. */
  readonly isLeft?: boolean
  /** What stands there if no time is known: nothing by default. */
  readonly otherwise?: ReactNode
}

/** In how long something is expected: `~3 min`. It is not known any more once that time has passed. */
export function Expected({ at, what, isLeft = false, otherwise = null }: Props) {
  const moment = at === undefined ? Number.NaN : Date.parse(at)
  const text = useTextAt((now) => (moment > now ? roughDuration(moment - now) : ''))
  if (at === undefined || text === '') return otherwise
  return (
    <time
      dateTime={at}
      className="number"
      title={`Expected from how long the last ones took: ${what} ${new Date(at).toLocaleTimeString()}`}
    >
      {text}
      {isLeft ? ' left' : ''}
    </time>
  )
}
