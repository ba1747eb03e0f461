import { roughDuration } from '@clearway/contract/rough-duration'
import type { ReactNode } from 'react'
import { useTextAt } from './clock.ts'

interface Props {
  /** ISO 8601; undefined if no time is known. */
  readonly at: string | undefined
  /** What happens then, such as `ends`. */
  readonly what: string
  /** Whether to add that this is the remaining time. */
  readonly isLeft?: boolean
  /** Shown if no time is known; default: nothing. */
  readonly otherwise?: ReactNode
}

/** The time until something is expected: `~3 min`. Once that time has passed, none is known. */
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
