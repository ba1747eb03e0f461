import { TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useQueries } from '@tanstack/react-query'
import type { PipelineOrder, PipelineSummary } from '@clearway/contract'
import { type ReactNode, useState } from 'react'
import { pipelinesQuery } from '../../api/pipeline-runs.ts'
import { useHeldRows } from '../../table/use-held-rows.ts'
import { Failure } from '../../ui/failure.tsx'
import { moveFocus } from '../../ui/move-focus.ts'
import { NewRows } from '../../ui/new-rows.tsx'
import { NoneFound } from '../../ui/none-found.tsx'
import { Select } from '../../ui/select.tsx'
import { PipelineLine } from './pipeline-line.tsx'
import { orders } from './pipeline-search.ts'

const keys = { onKeyDown: moveFocus }
const choices = Object.entries(orders).map(([value, label]) => ({ value, label }))
/** As few pipelines need no search. */
const fewest = 3
const idOf = ({ project }: PipelineSummary): string => project

interface Props {
  readonly text: string | undefined
  readonly order: PipelineOrder | undefined
  readonly onChange: (change: { readonly find?: string | undefined; readonly order?: PipelineOrder | undefined }) => void
  /** What stands at the end of the head. */
  readonly aside: ReactNode
}

/** The pipelines, a line for each; the arrow keys lead from run to run. */
export function PipelineLines({ text, order, onChange, aside }: Props) {
  const [pages, setPages] = useState(1)
  /** How often the search was cleared: each time it gets a new field. */
  const [cleared, setCleared] = useState(0)
  const read = useQueries({ queries: Array.from({ length: pages }, (_, page) => pipelinesQuery(page, text, order)) })
  const pipelines = read.flatMap(({ data }) => data?.pipelines ?? [])
  const isRead = read[0]?.data !== undefined
  const { rows, waiting, isGone, showWaiting } = useHeldRows(
    { list: JSON.stringify([text, order, pages, isRead]), rows: pipelines, isRead },
    idOf,
  )
  const total = read[0]?.data?.total ?? 0
  const error = read.find((page) => page.error !== null)?.error ?? null
  const find = useDebouncedCallback((wanted: string) => onChange({ find: wanted === '' ? undefined : wanted }), 200)
  const isFiltered = text !== undefined
  const clear = (): void => {
    setCleared(cleared + 1)
    onChange({ find: undefined })
  }
  return (
    <section className="pipelines" aria-label="Pipelines">
      <div className="pipelines-head">
        <h1>Pipelines</h1>
        {total <= fewest && !isFiltered && order === undefined ? null : (
          <>
            <TextInput
              key={cleared}
              aria-label="Search pipelines"
              placeholder="Search pipelines"
              size="xs"
              w={180}
              defaultValue={text ?? ''}
              onChange={(event) => find(event.currentTarget.value)}
            />
            <Select
              label="Order of pipelines"
              none="By name"
              value={order}
              choices={choices}
              onChange={(chosen) => onChange({ order: chosen as PipelineOrder | undefined })}
            />
            <span className="muted">
              {total.toLocaleString('en')} {total === 1 ? 'pipeline' : 'pipelines'}
            </span>
          </>
        )}
        <div className="bar-end">{aside}</div>
      </div>
      <Failure error={error} />
      {total === 0 && isFiltered ? <NoneFound onClear={clear}>No pipeline has this in its name.</NoneFound> : null}
      <ul className="pipeline-lines" {...keys}>
        {rows.map((pipeline, index) =>
          pipeline === undefined ? null : <PipelineLine key={pipeline.project} pipeline={pipeline} row={index} isGone={isGone(pipeline)} />,
        )}
      </ul>
      <div className="new-over">
        <NewRows count={waiting} onShow={showWaiting} />
      </div>
      {pipelines.length >= total ? null : (
        <button type="button" className="button" onClick={() => setPages(pages + 1)}>
          {total - pipelines.length} more pipelines
        </button>
      )}
    </section>
  )
}
