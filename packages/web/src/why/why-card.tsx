import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { TaskWait } from '@clearway/contract'
import { waitQuery } from '../api/queries.ts'
import { Command } from '../ui/copy.tsx'

/** Why a queued task waits, who holds what it needs, and what helps. */
export function WhyCard({ task }: { readonly task: string }) {
  const { data: wait } = useQuery(waitQuery(task))
  return wait === null || wait === undefined ? null : <WaitCard wait={wait} />
}

function WaitCard({ wait }: { readonly wait: TaskWait }) {
  return (
    <section aria-label="Why it waits" className={`why ${wait.reason}`}>
      <p>{wait.text}</p>
      {wait.held_by.length === 0 ? null : (
        <p>
          Held by{' '}
          {wait.held_by.map(({ id, name }, index) => (
            <span key={id}>
              {index > 0 ? ', ' : ''}
              <Link to="/tasks/$task" params={{ task: id }}>
                {name}
              </Link>
            </span>
          ))}
        </p>
      )}
      {wait.lacks.length === 0 ? null : <p>The worker that comes nearest lacks {wait.lacks.join(', ')}.</p>}
      {wait.cycle.length === 0 ? null : <p className="ring">{wait.cycle.map(({ kind, name }) => `${kind} ${name}`).join(' → ')}</p>}
      {wait.cures.map((cure) => (
        <p key={`${cure.kind}${cure.text}`}>
          {cure.text} {cure.automatic ? <span className="muted">The server does it by itself.</span> : null}
          {cure.command === undefined ? null : <Command text={cure.command} />}
        </p>
      ))}
    </section>
  )
}
