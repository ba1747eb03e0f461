import { useQuery } from '@tanstack/react-query'
import type { TaskAttempt } from '@clearway/contract'
import { useState } from 'react'
import { attemptsQuery } from '../../api/queries.ts'
import { Empty } from '../../ui/empty.tsx'
import { Failure } from '../../ui/failure.tsx'
import { StateMark } from '../../ui/state-mark.tsx'
import { Took } from '../../ui/took.tsx'
import { QueueLink, WorkerLink } from '../../why/link.tsx'
import { ComparedLogs } from './compared-logs.tsx'
import { attemptKey, attemptName, type NumberedAttempt, stateOfAttempt } from './attempt-words.ts'

/** The attempts at a task, or at all tasks that a step has had: when and where each ran and how it ended; and the logs of two of them side by side. */
export function Attempts({ tasks }: { readonly tasks: readonly string[] }) {
  const { data: attempts = [], error, isPending } = useQuery(attemptsQuery(tasks))
  const [chosen, setChosen] = useState<readonly string[]>([])
  const numbered = attempts.map((attempt, index) => ({ attempt, name: attemptName(index), key: attemptKey(attempt) }))
  const [left, right] = pairOf(numbered, chosen)
  if (isPending) return null
  if (numbered.length === 0) return <Empty>Nobody has started it yet.</Empty>
  const toggle = (key: string): void => setChosen([...[left, right].flatMap((one) => (one === undefined ? [] : [one.key])), key].slice(-2))
  return (
    <div className="attempts">
      <Failure error={error} />
      <ol className="entries">
        {numbered.map(({ attempt, name, key }) => (
          <li key={key} className="attempt">
            {numbered.length > 2 ? (
              <label className="pick-target">
                <input
                  type="checkbox"
                  className="pick"
                  aria-label={`Show the log of ${name} beside another`}
                  checked={key === left?.key || key === right?.key}
                  onChange={() => toggle(key)}
                />
              </label>
            ) : null}
            <AttemptFacts attempt={attempt} name={name} />
          </li>
        ))}
      </ol>
      {left === undefined || right === undefined ? null : <ComparedLogs left={left} right={right} />}
    </div>
  )
}

/** The two attempts whose logs are compared: the chosen ones in their order, else the last two. */
function pairOf(all: readonly NumberedAttempt[], chosen: readonly string[]): readonly NumberedAttempt[] {
  if (all.length < 2) return []
  const picked = all.filter(({ key }) => chosen.includes(key))
  return picked.length === 2 ? picked : all.slice(-2)
}

function AttemptFacts({ attempt, name }: { readonly attempt: TaskAttempt; readonly name: string }) {
  const { queued, claimed, started, ended, worker, lane, queue, exit_code: code, reason, outcome, state } = attempt
  const spans = [
    ['waited', queued, claimed],
    ['set up', claimed, started ?? ended],
    ['ran', started, ended],
  ] as const
  return (
    <div>
      <p>
        <StateMark state={stateOfAttempt(attempt)} size={12} /> <strong>{name}</strong> {(outcome ?? state).replaceAll('_', ' ')}
        {code === undefined || code === 0 ? '' : `, exit code ${code}`}
      </p>
      <p className="muted">
        {worker === undefined ? 'outside of any agent' : <WorkerLink id={worker} />}
        {lane === 'light' ? ', light lane' : ''}
        {queue === undefined ? null : (
          <>
            {' '}
            · queue <QueueLink name={queue} />
          </>
        )}
        {spans.map(([word, from, to]) =>
          from === undefined ? null : (
            <span key={word} title={`${new Date(from).toLocaleString()} to ${to === undefined ? 'now' : new Date(to).toLocaleString()}`}>
              {' '}
              · {word} <Took from={from} to={to} />
            </span>
          ),
        )}
      </p>
      {reason === undefined || reason === `exit code ${code}` ? null : <p className="reason">{reason}</p>}
    </div>
  )
}
