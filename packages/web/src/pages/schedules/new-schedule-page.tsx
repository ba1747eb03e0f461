import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { NativeSelect } from '@mantine/core'
import { newestRunQuery, pipelineProjectsQuery } from '../../api/new-run-queries.ts'
import { ScheduleCreate } from '../../forms/schedule-create.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Failure } from '../../ui/failure.tsx'
import { pipelineOf } from '../pipelines/pipeline-name.ts'

const route = getRouteApi('/framed/schedules/new')

/** The form of a schedule that starts runs of a pipeline. The pipeline stands in the address. */
export function NewSchedulePage() {
  const { project } = route.useSearch()
  const navigate = useNavigate()
  const { data: projects, error } = useQuery(pipelineProjectsQuery)
  const chosen = projects?.find(({ id }) => id === project) ?? projects?.[0]
  const { data: run } = useQuery({ ...newestRunQuery(chosen?.id ?? ''), enabled: chosen !== undefined })
  return (
    <div className="page">
      <h1>New schedule</h1>
      <Failure error={error} />
      {projects?.length === 0 ? <Empty>There is no pipeline yet that could be started.</Empty> : null}
      {projects === undefined || chosen === undefined ? null : (
        <section className="card" aria-label="New schedule">
          <NativeSelect
            label="Pipeline"
            value={chosen.id}
            data={projects.map(({ id, name = id }) => {
              const { pipeline, folder } = pipelineOf(name)
              return { value: id, label: folder === '' ? pipeline : `${pipeline} (${folder})` }
            })}
            onChange={(event) => void navigate({ to: '/schedules/new', search: { project: event.currentTarget.value }, replace: true })}
          />
          {run === undefined ? null : (
            <ScheduleCreate
              key={chosen.id}
              {...pipelineOf(chosen.name ?? chosen.id)}
              run={run}
              onMade={() => void navigate({ to: '/schedules' })}
            />
          )}
        </section>
      )}
    </div>
  )
}
