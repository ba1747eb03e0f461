import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'
import { type LeastLevel, leastLevels } from './levels.ts'
import { type StampKind, stampKinds } from './stamps.ts'

/** Which lines of a task's log are shown, and how. */
interface LogChoice {
  /** Only lines of this level and above; any by default. */
  readonly least: LeastLevel | undefined
  /** Only lines of this attempt, counted from 1 among those of a task or step; all by default. */
  readonly attempt: number | undefined
  /** What the column of times shows; there is none by default. */
  readonly times: StampKind | undefined
}
type Search = Readonly<Record<string, unknown>>

/** Reads from an address how a log is shown. */
export function readLogChoice({ least, attempt, times }: Search): LogChoice {
  return {
    least: leastLevels.find((one) => one === least),
    attempt: Number.isSafeInteger(attempt) && Number(attempt) > 0 ? Number(attempt) : undefined,
    times: stampKinds.find((one) => one === times),
  }
}

/** How a log is shown, from the page's address, and the function that changes it. */
export function useLogChoice(): readonly [LogChoice, (change: Partial<LogChoice>) => void] {
  const search: Search = useSearch({ strict: false })
  const navigate = useNavigate()
  const set = useCallback(
    (change: Partial<LogChoice>): void => {
      void navigate({ to: '.', search: ((old: Search) => ({ ...old, ...change })) as never, replace: true })
    },
    [navigate],
  )
  return [readLogChoice(search), set]
}
