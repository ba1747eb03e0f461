import { useMutation } from '@tanstack/react-query'
import type { Queue, WaitingTask } from '@clearway/contract'
import { type ReactNode, useRef, useState } from 'react'
import { useRoleRefusal } from '../../actions/use-role-refusal.ts'
import { api } from '../../api/client.ts'
import { Failure } from '../../ui/failure.tsx'
import { moveFocus } from '../../ui/move-focus.ts'
import type { Entry } from './entries-of.ts'
import { moveOf } from './move-of.ts'
import { QueueEntry } from './queue-entry.tsx'
import { useReorder } from './use-reorder.ts'

const keys = { onKeyDown: moveFocus }

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
  const act = useMutation({
    mutationFn: async ({ from, to }: { readonly from: number; readonly to: number }) => {
      const [entry, move] = [entries[from], moveOf(from, to, entries.length)]
      if (entry === undefined || move === undefined) return
      const { action, ...count } = move
      const { position } = await api.queues[action]({ queue, task: entry.task, ...count })
      setAnnounced(`${entry.name} is now number ${position + 1} of ${entries.length}.`)
    },
  })
  const leave = useMutation({
    mutationFn: async ({ task, to }: { readonly task: string; readonly to: string | undefined }): Promise<unknown> =>
      to === undefined ? api.tasks.dequeue({ task }) : api.tasks.enqueue({ task, queue: to }),
  })
  useReorder(list, (from, to) => {
    if (refusal === undefined) act.mutate({ from, to })
  })
  return (
    <>
      <Failure error={act.error ?? leave.error} />
      <p className="unseen" role="status">
        {announced}
      </p>
      <ol className="entries" ref={list} {...keys}>
        {entries.slice(0, most).map((entry, index) => (
          <QueueEntry
            key={entry.task}
            entry={entry}
            place={index}
            wait={waits.get(entry.task)}
            others={others}
            refusal={refusal}
            isFirst={index === 0}
            isLast={index === entries.length - 1}
            onMove={(to) => act.mutate({ from: index, to: to === 'front' ? 0 : entries.length - 1 })}
            onLeave={(to) => leave.mutate({ task: entry.task, to })}
          />
        ))}
      </ol>
      {entries.length > most ? children(entries.length - most) : null}
    </>
  )
}
