import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { TaskWait } from '@clearway/contract'
import { waitQuery } from '../api/queries.ts'
import { Expected } from '../ui/expected.tsx'
import { Afterword } from './afterword.tsx'
import { type CureDone, Cures } from './cures.tsx'
import { Link, LinkedTask, QueueLink } from './link.tsx'

interface Props {
  readonly task: string
}

/** Why a task waits, or what a running task waits for: who holds what it needs, and what helps. */
export function WhyCard({ task }: Props) {
  const { data, dataUpdatedAt } = useQuery(waitQuery(task))
  const [done, setDone] = useState<CureDone & { readonly of: string }>()
  return (
    <>
      {data === null || data === undefined ? null : (
        <WaitCard {...data} readAt={dataUpdatedAt} onDone={(cured) => setDone({ ...cured, of: task })} />
      )}
      {done?.of === task ? <Afterword done={done} isOfOther={done.task !== task} /> : null}
    </>
  )
}

interface CardProps {
  /** The id of the task that waits. */
  readonly waiting: string
  /** Its name, where the card is that of another task. */
  readonly name: string | undefined
  readonly wait: TaskWait
  /** The queue in which the task of the page waits. */
  readonly queue: { readonly id: string; readonly name: string } | undefined
  readonly readAt: number
  readonly onDone: (done: CureDone) => void
}

function WaitCard({ waiting, name, wait, queue, readAt, onDone }: CardProps) {
  return (
    <section aria-label="Why it waits" className={`why ${wait.reason}`}>
      <p>
        {name === undefined ? null : (
          <>
            It waits for <LinkedTask id={waiting} name={name} />.{' '}
          </>
        )}
        {wait.text}
        {wait.expected_start === undefined ? null : (
          <>
            {' '}
            It is expected to start in <Expected at={wait.expected_start} what="it starts" otherwise="a moment" />.
          </>
        )}
      </p>
      {queue === undefined ? null : (
        <p>
          In the queue <QueueLink {...queue} />
        </p>
      )}
      {wait.held_by.length === 0 ? null : (
        <p>
          Held by{' '}
          {wait.held_by.map(({ id, name: holder }, index) => (
            <span key={id}>
              {index > 0 ? ', ' : ''}
              <LinkedTask id={id} name={holder} />
            </span>
          ))}
        </p>
      )}
      {wait.lacks.length === 0 ? null : <p>The worker that comes nearest lacks {wait.lacks.join(', ')}.</p>}
      <Ring cycle={wait.cycle} />
      <Cures task={waiting} cures={wait.cures} readAt={readAt} onDone={onDone} />
    </section>
  )
}

/** The cycle of a stall: each link waits for the next, and the last is the first. */
export function Ring({ cycle }: { readonly cycle: TaskWait['cycle'] }) {
  return cycle.length === 0 ? null : (
    <ol aria-label="The ring of what waits for what" className="ring">
      {cycle.map((link, index) => (
        <li key={index}>
          <span className="muted">{link.kind}</span> <Link {...link} />
        </li>
      ))}
    </ol>
  )
}
