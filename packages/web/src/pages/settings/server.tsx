import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { waitingQuery } from '../../api/queries.ts'
import { statusQuery } from '../../api/settings-queries.ts'
import { Ago } from '../../ui/ago.tsx'
import { bytesOf } from '../../ui/bytes.ts'
import { Fact } from '../../ui/fact.tsx'
import { Failure } from '../../ui/failure.tsx'
import { Cures } from '../../why/cures.tsx'

/** How the server is: version, database, sizes, and what `clearway doctor` finds. */
export function Server() {
  const { data: status, error } = useQuery(statusQuery)
  return (
    <>
      <section className="card" aria-label="Server">
        <Failure error={error} />
        {status === undefined ? null : (
          <table className="pairs">
            <tbody>
              <Fact name="Clearway">{status.clearway}</Fact>
              <Fact name="Answers as">ClearML server {status.version}</Fact>
              <Fact name="Started">
                <Ago at={status.started} />
              </Fact>
              <Fact name="Database">
                {status.database === 'sqlite' ? 'SQLite' : 'PostgreSQL'}, {bytesOf(status.sizes.database)}
              </Fact>
              {status.sizes.events === undefined ? null : <Fact name="Logs and metrics">{bytesOf(status.sizes.events)}</Fact>}
              <Fact name="Files">
                {status.sizes.file_count.toLocaleString('en')}, {bytesOf(status.sizes.files)}
              </Fact>
            </tbody>
          </table>
        )}
      </section>
      <Findings />
    </>
  )
}

/** The tasks that somebody has to help, each kind of trouble once. */
function Findings() {
  const { data: waiting, error, dataUpdatedAt } = useQuery(waitingQuery)
  const stuck = waiting?.tasks.filter(({ wait: { reason } }) => reason === 'stalled' || reason === 'unserved' || reason === 'unfit') ?? []
  const troubles = Map.groupBy(stuck, ({ queue, wait }) => `${wait.reason} ${wait.stall ?? queue.id}`)
  return (
    <section className="card" aria-label="Findings">
      <h2>What is stuck</h2>
      <Failure error={error} />
      {waiting !== undefined && stuck.length === 0 ? <p className="muted">Nothing.</p> : null}
      {[...troubles].map(([key, [first, ...others]]) =>
        first === undefined ? null : (
          <div key={key} className="stall">
            <p>
              <Link to="/tasks/$task" params={{ task: first.id }}>
                {first.name}
              </Link>
              {others.length === 0 ? '' : ` and ${others.length} more`}: {first.wait.text}
            </p>
            <Cures task={first.id} cures={first.wait.cures} readAt={dataUpdatedAt} />
          </div>
        ),
      )}
    </section>
  )
}
