import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { newestRunQuery } from '../../api/new-run-queries.ts'
import { RunNew } from '../../forms/run-new.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Failure } from '../../ui/failure.tsx'

const route = getRouteApi('/framed/pipelines/$project/new')

/** The form that starts a run of a pipeline: like its newest run, or like the one that the address names. */
export function NewRunPage() {
  const { project } = route.useParams()
  const { run, set = {}, queue } = route.useSearch()
  const { data: newest, error } = useQuery({ ...newestRunQuery(project), enabled: run === undefined })
  const model = run ?? newest
  return (
    <div className="page">
      <Failure error={error} />
      {model === null ? (
        <>
          <h1>New run</h1>
          <Empty>The pipeline has no run yet that a new one could be like. Its program starts the first.</Empty>
        </>
      ) : model === undefined ? null : (
        <RunNew key={model} project={project} run={model} set={set} queue={queue} />
      )}
    </div>
  )
}
