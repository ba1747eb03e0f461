import { useQueries } from '@tanstack/react-query'
import { useState } from 'react'
import { pipelinesQuery } from '../../api/pipeline-runs.ts'
import { Failure } from '../../ui/failure.tsx'
import { moveFocus } from '../../ui/move-focus.ts'
import { PipelineLine } from './pipeline-line.tsx'

const keys = { onKeyDown: moveFocus }

/** The pipelines, a line for each; the arrow keys lead from run to run. */
export function PipelineLines() {
  const [pages, setPages] = useState(1)
  const read = useQueries({ queries: Array.from({ length: pages }, (_, page) => pipelinesQuery(page)) })
  const pipelines = read.flatMap(({ data }) => data?.pipelines ?? [])
  const total = read[0]?.data?.total ?? 0
  const error = read.find((page) => page.error !== null)?.error ?? null
  if (pipelines.length === 0 && error === null) return null
  return (
    <section className="pipelines" aria-label="Pipelines">
      <Failure error={error} />
      <ul className="pipeline-lines" {...keys}>
        {pipelines.map((pipeline, index) => (
          <PipelineLine key={pipeline.project} pipeline={pipeline} row={index} />
        ))}
      </ul>
      {pipelines.length >= total ? null : (
        <button type="button" className="button" onClick={() => setPages(pages + 1)}>
          {total - pipelines.length} more pipelines
        </button>
      )}
    </section>
  )
}
