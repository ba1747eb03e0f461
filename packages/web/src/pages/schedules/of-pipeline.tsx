import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { newestRunQuery, pipelineProjectsQuery } from '../../api/new-run-queries.ts'
import { Empty } from '../../ui/empty.tsx'
import { Failure } from '../../ui/failure.tsx'
import { pipelineOf } from '../pipelines/pipeline-name.ts'

interface Props {
  readonly title: string
  /** The id of the project of the pipeline that is chosen; the first by default. */
  readonly project: string | undefined
  readonly onChoose: (project: string) => void
  /** The form for the pipeline, and for its newest run, or null if it has none. */
  readonly children: (pipeline: { readonly pipeline: string; readonly folder: string; readonly run: string | null }) => ReactNode
}

/** A page with a form of what starts runs of a pipeline, which is chosen first. */
export function OfPipeline({ title, project, onChoose, children }: Props) {
  const { data: projects, error } = useQuery(pipelineProjectsQuery)
  const chosen = projects?.find(({ id }) => id === project) ?? projects?.[0]
  const { data: run } = useQuery({ ...newestRunQuery(chosen?.id ?? ''), enabled: chosen !== undefined })
  return (
    <div className="page">
      <h1>{title}</h1>
      <Failure error={error} />
      {projects?.length === 0 ? <Empty>There is no pipeline yet that could be started.</Empty> : null}
      {projects === undefined || chosen === undefined ? null : (
        <section className="card" aria-label={title}>
          <NativeSelect
            label="Pipeline"
            maw={640}
            value={chosen.id}
            data={projects.map(({ id, name = id }) => {
              const { pipeline, folder } = pipelineOf(name)
              return { value: id, label: folder === '' ? pipeline : `${pipeline} (${folder})` }
            })}
            onChange={(event) => onChoose(event.currentTarget.value)}
          />
          {run === undefined ? null : children({ ...pipelineOf(chosen.name ?? chosen.id), run })}
        </section>
      )}
    </div>
  )
}
