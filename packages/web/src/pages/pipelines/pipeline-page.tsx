import { sumUpRuns } from '@clearway/contract/sum-up-runs'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { type GridRunDocument, runGridQuery } from '../../api/pipeline-runs.ts'
import { projectQuery } from '../../api/queries.ts'
import { VirtualTable } from '../../table/virtual-table.tsx'
import { durationOf } from '../../ui/duration.ts'
import { Empty } from '../../ui/empty.tsx'
import { Failure } from '../../ui/failure.tsx'
import { gridColumns } from './grid-columns.tsx'
import { pipelineOf } from './pipeline-name.ts'
import { stepGrid } from './step-grid.ts'

const none: readonly GridRunDocument[] = []
const route = getRouteApi('/framed/pipelines/$project')

/** The last runs of a pipeline beside each other: what became of each step in each run. */
export function PipelinePage() {
  const { project } = route.useParams()
  const navigate = useNavigate()
  const { data: name, error } = useQuery(projectQuery(project))
  const { data: runs = none, isSuccess, error: gridError } = useQuery(runGridQuery(project))
  const grid = useMemo(() => stepGrid(runs), [runs])
  const columns = useMemo(() => gridColumns(runs), [runs])
  const { pipeline, folder } = pipelineOf(name?.name ?? '')
  const newest = runs.at(-1)
  return (
    <div className="list-page">
      <div className="bar">
        <h1>{pipeline}</h1>
        <span className="muted">{folder}</span>
        <span className="muted">{sentenceOf(runs)}</span>
        <div className="space" />
        {runs.length < 2 ? null : (
          <Link to="/compare" search={{ ids: runs.map(({ id }) => id).toReversed() }} className="button">
            Compare these runs
          </Link>
        )}
        <Link to="/pipelines/$project/new" params={{ project }} className="button">
          New run
        </Link>
      </div>
      <Failure error={error ?? gridError} />
      {isSuccess && runs.length === 0 ? (
        <Empty>The pipeline has no run yet.</Empty>
      ) : (
        <div className="held">
          <VirtualTable
            label="Steps by run"
            rows={grid}
            columns={columns}
            idOf={(row) => row.name}
            onOpen={(row) => {
              if (newest !== undefined) void navigate({ to: '/runs/$run', params: { run: newest.id }, search: { step: row.name } })
            }}
          />
        </div>
      )}
    </div>
  )
}

function sentenceOf(runs: readonly GridRunDocument[]): string {
  const { ended, completed, median } = sumUpRuns(runs)
  if (ended === 0) return ''
  const took = median === undefined ? '' : `, in ${durationOf(median)}`
  if (ended === 1) return completed === 1 ? `The one run that has ended completed${took}` : 'The one run that has ended did not complete'
  return `${completed} of the last ${ended} runs completed${took === '' ? '' : `${took} as a rule`}`
}
