import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { ScheduleCreate } from '../../forms/schedule-create.tsx'
import { OfPipeline } from './of-pipeline.tsx'

const route = getRouteApi('/framed/schedules/new')

/** The form of a schedule that starts runs of a pipeline. The pipeline stands in the address. */
export function NewSchedulePage() {
  const { project } = route.useSearch()
  const navigate = useNavigate()
  return (
    <OfPipeline
      title="New schedule"
      project={project}
      onChoose={(id) => void navigate({ to: '/schedules/new', search: { project: id }, replace: true })}
    >
      {(pipeline) => (
        <ScheduleCreate key={`${pipeline.folder}/${pipeline.pipeline}`} {...pipeline} onMade={() => void navigate({ to: '/schedules' })} />
      )}
    </OfPipeline>
  )
}
