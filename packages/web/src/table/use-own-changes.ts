import { notifyManager, type QueryKey } from '@tanstack/react-query'
import { useState } from 'react'
import { queryClient } from '../api/query-client.ts'

interface OwnChanges {
  /** How many there have been: as a part of a list's name it lets the list show them although it is held. */
  readonly count: number
  /** Reads a query again after a change of one's own, and counts that change. */
  readonly showOwn: (queryKey: QueryKey) => Promise<void>
}

/** Counts what somebody has changed in a list themselves, which is shown at once, also while the list is held. */
export function useOwnChanges(): OwnChanges {
  const [count, setCount] = useState(0)
  const showOwn = async (queryKey: QueryKey): Promise<void> => {
    await queryClient.invalidateQueries({ queryKey })
    // Components get the answer in a later turn. If the change counted before, they would hold the rows from before it.
    await new Promise<void>((resolve) => notifyManager.schedule(resolve))
    setCount((before) => before + 1)
  }
  return { count, showOwn }
}
