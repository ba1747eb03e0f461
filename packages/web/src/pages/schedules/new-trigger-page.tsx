import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { TriggerCreate } from '../../forms/trigger-create.tsx'
import { OfPipeline } from './of-pipeline.tsx'

const route = getRouteApi('/framed/schedules/new-trigger')

/** The form of a trigger that starts runs of a pipeline. The pipeline stands in the address. */
export function NewTriggerPage() {
  const { project } = route.useSearch()
  const navigate = useNavigate()
  return (
    <OfPipeline
      title="New trigger"
      project={project}
      onChoose={(id) => void navigate({ to: '/schedules/new-trigger', search: { project: id }, replace: true })}
    >
      {(pipeline) => (
        <TriggerCreate key={`${pipeline.folder}/${pipeline.pipeline}`} {...pipeline} onMade={() => void navigate({ to: '/schedules' })} />
      )}
    </OfPipeline>
  )
}
