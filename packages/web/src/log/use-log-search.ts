import { useDeferredValue, useMemo, useState } from 'react'
import { hitsOf, patternOf } from './hits.ts'

/** The search in the lines of a log. */
export interface LogSearch {
  readonly query: string
  /** The text that is searched for, which may still be behind the typed one. */
  readonly wanted: string
  readonly isExpression: boolean
  /** Whether what is searched for should be a regular expression, and is none. */
  readonly isMalformed: boolean
  /** The positions of the lines that it finds. */
  readonly hits: readonly number[]
  /** Which of them is shown, from 0. */
  readonly at: number
  readonly setQuery: (query: string) => void
  readonly setExpression: (isExpression: boolean) => void
  /** Goes on by so many hits; from the last to the first. */
  readonly step: (by: number) => void
}

/** Searches all lines of a log while a person types. */
export function useLogSearch(lines: readonly string[]): LogSearch {
  const [query, setText] = useState('')
  const [isExpression, setExpression] = useState(false)
  const [at, setAt] = useState(0)
  const wanted = useDeferredValue(query)
  const pattern = useMemo(() => patternOf(wanted, isExpression), [wanted, isExpression])
  const hits = useMemo(() => hitsOf(lines, pattern), [lines, pattern])
  return {
    query,
    wanted,
    isExpression,
    isMalformed: wanted !== '' && pattern === undefined,
    hits,
    at,
    setQuery(next) {
      setText(next)
      setAt(0)
    },
    setExpression,
    step: (by) => setAt((at + by + hits.length) % hits.length),
  }
}
