import { createContext, useContext } from 'react'

/** What a retry that is not confirmed would do to a step: run it again, run it for the first time, or leave it as it ended. */
export type RetryMark = 'again' | 'first' | 'kept'
/** By the names of steps; a step that has not ended has none. */
export type RetryMarks = ReadonlyMap<string, RetryMark>

export const retryWords: Readonly<Record<RetryMark, string>> = { again: 'runs again', first: 'runs', kept: 'stays' }
export const noRetryMarks: RetryMarks = new Map()

/** The marks of the run that the page shows, for whatever shows its steps. */
export const RetryMarksContext = createContext(noRetryMarks)

export function useRetryMarks(): RetryMarks {
  return useContext(RetryMarksContext)
}
