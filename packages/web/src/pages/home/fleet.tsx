import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { workersQuery } from '../../api/queries.ts'
import { Command } from '../../ui/copy.tsx'
import { QueueLinks } from '../../why/link.tsx'
import { fleetOf } from './fleet.ts'

/** The slots of all workers, by the queues that they serve: which are busy, which are free. */
export function Fleet() {
  const { data: workers } = useQuery(workersQuery)
  const groups = fleetOf(workers ?? [])
  return (
    <section className="card" aria-label="Fleet">
      <h2>
        Fleet
        <span className="space" />
        <Link to="/workers" className="muted">
          Workers
        </Link>
      </h2>
      {workers?.length === 0 ? (
        <>
          <p className="muted">No worker is here. This starts one on this machine:</p>
          <Command text="npx clearway agent --queue default" />
        </>
      ) : null}
      {groups.map(({ name, queues, slots }) => {
        const busy = slots.filter(Boolean).length
        return (
          <p key={name} className="fleet-group">
            <span>
              <QueueLinks queues={queues} />
            </span>
            <span className="slots" role="img" aria-label={`${busy} of ${slots.length} slots busy`}>
              {slots.slice(0, 64).map((isBusy, index) => (
                <i key={index} className={isBusy ? 'busy' : undefined} />
              ))}
            </span>
            <span className="muted">
              {busy} of {slots.length} busy
            </span>
          </p>
        )
      })}
    </section>
  )
}
