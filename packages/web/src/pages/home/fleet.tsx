import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { workersQuery } from '../../api/queries.ts'
import { useHeldRows } from '../../table/use-held-rows.ts'
import { Command } from '../../ui/copy.tsx'
import { NewRows } from '../../ui/new-rows.tsx'
import { QueueLinks } from '../../why/link.tsx'
import { type FleetGroup, fleetOf } from './fleet.ts'

const idOf = ({ name }: FleetGroup): string => name

/** The slots of all workers, by the queues that they serve: which are busy, which are free. */
export function Fleet() {
  const { data: workers } = useQuery(workersQuery)
  const isRead = workers !== undefined
  const { rows, waiting, isGone, showWaiting } = useHeldRows({ list: String(isRead), rows: fleetOf(workers ?? []), isRead }, idOf)
  const groups = rows.filter((group) => group !== undefined)
  return (
    <section className="card" aria-label="Fleet">
      <h2>
        Fleet
        <NewRows count={waiting} onShow={showWaiting} />
        <span className="space" />
        <Link to="/workers" className="muted">
          Workers
        </Link>
      </h2>
      {groups.length === 0 && workers?.length === 0 ? (
        <>
          <p className="muted">No worker is here. This starts one on this machine:</p>
          <Command text="npx clearway agent --queue default" />
        </>
      ) : null}
      {groups.map((group) => {
        const { name, queues, slots } = group
        const busy = slots.filter(Boolean).length
        return (
          <p key={name} className="fleet-group" inert={isGone(group)}>
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
