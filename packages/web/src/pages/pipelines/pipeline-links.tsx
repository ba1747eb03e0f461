import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { pipelineProjectsQuery } from '../../api/new-run-queries.ts'
import { pipelineOf } from './pipeline-name.ts'

/** How many pipelines are named in a row. */
const most = 12

/** The pipelines, each as a link to its last runs. */
export function PipelineLinks() {
  const { data: projects = [] } = useQuery(pipelineProjectsQuery)
  if (projects.length === 0) return null
  return (
    <nav aria-label="Pipelines" className="pipeline-links">
      <span className="muted">Steps by run of</span>
      {projects.slice(0, most).map(({ id, name = id }) => {
        const { pipeline, folder } = pipelineOf(name)
        return (
          <Link key={id} to="/pipelines/$project" params={{ project: id }} title={folder}>
            {pipeline}
          </Link>
        )
      })}
      {projects.length <= most ? null : <Link to="/pipelines/new">all {projects.length}</Link>}
    </nav>
  )
}
