import { useMutation } from '@tanstack/react-query'
import type { Queue, WaitingTask } from '@clearway/contract'
import { type ReactNode, useRef, useState } from 'react'
import { useRoleRefusal } from '../../actions/use-role-refusal.ts'
import { api } from '../../api/client.ts'
import { queuesQuery } from '../../api/queries.ts'
import { useHeldRows } from '../../table/use-held-rows.ts'
import { useOwnChanges } from '../../table/use-own-changes.ts'
import { Failure } from '../../ui/failure.tsx'
import { moveFocus } from '../../ui/move-focus.ts'
import { NewRows } from '../../ui/new-rows.tsx'
import type { Entry } from './entries-of.ts'
import { moveOf } from './move-of.ts'
import { QueueEntry } from './queue-entry.tsx'
import { useReorder } from './use-reorder.ts'

const keys = { onKeyDown: moveFocus }
const idOf = ({ task }: Entry): string => task

interface Props {
  readonly queue: string
  readonly entries: readonly Entry[]
  readonly others: readonly Queue[]
  readonly waits: ReadonlyMap<string, WaitingTask['wait']>
  /** How many entries are shown. */
  readonly most: number
  /** What leads to the others. */
  readonly children: (left: number) => ReactNode
}

/** The entries of a queue in their order. One is moved by dragging it, by its buttons, or by `Alt` with the arrow keys, which lead from entry to entry without it. */
export function QueueEntries({ queue, entries, others, waits, most, children }: Props) {
  const refusal = useRoleRefusal()
  const list = useRef<HTMLOListElement>(null)
  const [announced, setAnnounced] = useState('')
  const own = useOwnChanges()
  const showOwn = (): Promise<void> => own.showOwn(queuesQuery.queryKey)
  const act = useMutation({
    mutationFn: async ({ from, to }: { readonly from: number; readonly to: number }) => {
      const [entry, move] = [entries[from], moveOf(from, to, entries.length)]
      if (entry === undefined || move === undefined) return
      const { action, ...count } = move
      const { position } = await api.queues[action]({ queue, task: entry.task, ...count })
      await showOwn()
      setAnnounced(`${entry.name} is now number ${position + 1} of ${entries.length}.`)
    },
  })
  const leave = useMutation({
    mutationFn: async ({ task, to }: { readonly task: string; readonly to: string | undefined }): Promise<unknown> =>
      to === undefined ? api.tasks.dequeue({ task }) : api.tasks.enqueue({ task, queue: to }),
    onSuccess: showOwn,
  })
  const { rows, waiting, isGone, showWaiting, holding } = useHeldRows(
    { list: `${queue} ${most} ${own.count}`, rows: entries.slice(0, most), isRead: true },
    idOf,
  )
  const places = new Map(entries.map(({ task }, place) => [task, place]))
  useReorder(list, (from, to) => {
    // Where the entries are, which may have moved since they were shown.
    const placeOf = (row: number): number | undefined => places.get(rows[row]?.task ?? '')
    const place = placeOf(from)
    if (refusal === undefined && place !== undefined) act.mutate({ from: place, to: placeOf(to) ?? place + to - from })
  })
  return (
    <>
      <Failure error={act.error ?? leave.error} />
      <p className="unseen" role="status">
        {announced}
      </p>
      <ol className="entries" ref={list} {...keys} {...holding}>
        {rows.map((entry, row) => {
          if (entry === undefined) return null
          const place = places.get(entry.task)
          return (
            <QueueEntry
              key={entry.task}
              entry={entry}
              row={row}
              place={place}
              wait={waits.get(entry.task)}
              others={others}
              refusal={refusal}
              isFirst={place === 0}
              isLast={place === entries.length - 1}
              isGone={isGone(entry)}
              onMove={(to) => place !== undefined && act.mutate({ from: place, to: to === 'front' ? 0 : entries.length - 1 })}
              onLeave={(to) => leave.mutate({ task: entry.task, to })}
            />
          )
        })}
      </ol>
      <NewRows count={waiting} onShow={showWaiting} />
      {entries.length > most ? children(entries.length - most) : null}
    </>
  )
}
