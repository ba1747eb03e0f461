import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { schedulesQuery, triggersQuery } from '../../api/schedules.ts'
import { Teach } from '../../connect/teach.tsx'
import { Command } from '../../ui/copy.tsx'
import { Failure } from '../../ui/failure.tsx'
import { ScheduleList } from './schedule-list.tsx'
import { TriggerList } from './trigger-list.tsx'

/** What the server starts by itself: at given times, and when a task or a model gets a status or a tag. */
export function SchedulesPage() {
  const { data: schedules, error } = useQuery(schedulesQuery)
  const { data: triggers, error: triggersError } = useQuery(triggersQuery)
  return (
    <div className="page">
      <header className="page-head">
        <h1>Schedules</h1>
        <span className="space" />
        <Link to="/schedules/new" className="button">
          New schedule
        </Link>
        <Link to="/schedules/new-trigger" className="button">
          New trigger
        </Link>
      </header>
      <section className="card" aria-label="Schedules">
        <h2>At given times</h2>
        <Failure error={error} />
        {schedules?.length === 0 ? (
          <Teach page="schedules">No pipeline is started at given times yet. A schedule is made above, or by one of these:</Teach>
        ) : null}
        {schedules === undefined || schedules.length === 0 ? null : <ScheduleList schedules={schedules} />}
      </section>
      <section className="card" aria-label="Triggers">
        <h2>When something happens</h2>
        <Failure error={triggersError} />
        {triggers?.length === 0 ? (
          <Nothing
            text="No pipeline is started by what happens yet."
            command="npx clearway trigger create retrain --on-model published --pipeline NAME"
          />
        ) : null}
        {triggers === undefined || triggers.length === 0 ? null : <TriggerList triggers={triggers} />}
      </section>
    </div>
  )
}

/** What stands in place of an empty list: how the first is made. */
function Nothing({ text, command }: { readonly text: string; readonly command: string }) {
  return (
    <>
      <p className="muted">{text}</p>
      <Command text={command} />
    </>
  )
}
