import './home.css'
import { useQuery } from '@tanstack/react-query'
import { tasksQuery, waitingQuery } from '../../api/queries.ts'
import { endedQuery, seenUntilQuery } from '../../api/home.ts'
import { HoldRows } from '../../table/hold-rows.tsx'
import { Failure } from '../../ui/failure.tsx'
import { StateMark } from '../../ui/state-mark.tsx'
import { Fleet } from './fleet.tsx'
import { NeedsYou } from './needs-you.tsx'
import { RunningRuns } from './running-runs.tsx'
import { Waiting } from './waiting.tsx'

/** What needs somebody now: stalls, what failed; what runs; what waits, by reason; who works. */
export function HomePage() {
  const { data: waiting, error } = useQuery(waitingQuery)
  const { data: seenUntil } = useQuery(seenUntilQuery)
  const running = useQuery(tasksQuery({ type: ['controller'], status: ['in_progress', 'queued'] })).data?.tasks
  const ended = useQuery({ ...endedQuery(seenUntil ?? null), enabled: seenUntil === null }).data
  const isFirst = ended !== undefined && Object.values(ended).every((count) => count === 0)
  return (
    <div className="page">
      <div className="home-head">
        <h1>Home</h1>
        {seenUntil === undefined ? null : <Since seenUntil={seenUntil} />}
      </div>
      <Failure error={error} />
      <HoldRows className="home-lists">
        {waiting === undefined || seenUntil === undefined ? null : <NeedsYou waiting={waiting} seenUntil={seenUntil} />}
        <RunningRuns runs={running ?? []} isKnown={running !== undefined} isFirst={isFirst} />
        <div className="two-columns">
          {waiting === undefined ? null : <Waiting waiting={waiting} />}
          <Fleet />
        </div>
      </HoldRows>
    </div>
  )
}

/** How many runs ended since the user last looked. */
function Since({ seenUntil }: { readonly seenUntil: string | null }) {
  const { data: ended } = useQuery(endedQuery(seenUntil))
  if (ended === undefined) return null
  const shown = [
    ['completed', ended.completed + ended.published],
    ['failed', ended.failed],
    ['stopped', ended.stopped],
  ] as const
  return (
    <p className="muted since">
      {seenUntil === null ? 'So far' : 'Since you last looked'}
      {shown.map(([state, count]) => (
        <span key={state} className="state-word">
          <StateMark state={state} size={12} /> {count}
        </span>
      ))}
    </p>
  )
}
