import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { pipelineProjectsQuery } from '../../api/new-run-queries.ts'
import { Empty } from '../../ui/empty.tsx'
import { Failure } from '../../ui/failure.tsx'
import { FirstPipeline } from './first-pipeline.tsx'
import { pipelineOf } from './pipeline-name.ts'

/** The pipelines, to choose the one of which a run is to be started. */
export function ChoosePipelinePage() {
  const { data: projects, error } = useQuery(pipelineProjectsQuery)
  return (
    <div className="page">
      <h1>New run</h1>
      <Failure error={error} />
      {projects?.length === 0 ? (
        <Empty>
          <FirstPipeline />
        </Empty>
      ) : (
        <section className="card" aria-label="Pipelines">
          <h2>Of which pipeline?</h2>
          <ul className="entries">
            {projects?.map(({ id, name = id }) => {
              const { pipeline, folder } = pipelineOf(name)
              return (
                <li key={id}>
                  <Link to="/pipelines/$project/new" params={{ project: id }}>
                    {pipeline}
                  </Link>
                  <span className="muted reason-text">{folder}</span>
                  <Link to="/pipelines/$project" params={{ project: id }} aria-label={`steps by run of ${pipeline}`}>
                    steps by run
                  </Link>
                </li>
              )
            })}
          </ul>
        </section>
      )}
    </div>
  )
}
