import { givenOf } from '@clearway/contract/given'
import './artifacts.css'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import type { FoundArtifact } from '@clearway/contract'
import { useCallback, useMemo, useState } from 'react'
import { type ArtifactFilter, artifactPartQuery, taskArtifactsQuery } from '../../api/artifacts.ts'
import { ProjectSelect } from '../../filters/project-select.tsx'
import { SearchField } from '../../filters/search-field.tsx'
import { useHeldRows } from '../../table/use-held-rows.ts'
import { usePagedRows } from '../../table/use-paged-rows.ts'
import { VirtualTable } from '../../table/virtual-table.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Teach } from '../../connect/teach.tsx'
import { Failure } from '../../ui/failure.tsx'
import { NewRows } from '../../ui/new-rows.tsx'
import { NoneFound } from '../../ui/none-found.tsx'
import { SidePanel } from '../../ui/side-panel.tsx'
import { artifactColumns } from './artifact-columns.tsx'
import { ArtifactPanel } from './artifact-panel.tsx'
import { type ArtifactSearch, readArtifactSearch } from './artifact-search.ts'

const route = getRouteApi('/framed/artifacts')
const idOf = ({ task, key, mode }: FoundArtifact): string => JSON.stringify([task.id, key, mode])
type Change = { readonly [K in keyof ArtifactSearch]: ArtifactSearch[K] | undefined }

/** The artifacts of all tasks, with what the chosen one holds. */
export function ArtifactsPage() {
  const search = route.useSearch()
  const { q, hash, project, task, key, mode = 'output' } = search
  const navigate = useNavigate()
  const change = useCallback(
    (part: Change, replace = true) =>
      void navigate({ to: '/artifacts', search: (old) => readArtifactSearch({ ...old, ...part }), replace }),
    [navigate],
  )
  const filter = useMemo((): ArtifactFilter => givenOf({ text: q, hash, project }), [q, hash, project])
  const [range, setRange] = useState<readonly [number, number]>([0, 0])
  const onRange = useCallback((first: number, last: number) => setRange([first, last]), [])
  const { newest, total, error } = usePagedRows<FoundArtifact>({
    list: JSON.stringify(filter),
    queryOf: (part) => artifactPartQuery(filter, part) as never,
    range,
  })
  const { rows, waiting, showWaiting, holding } = useHeldRows(newest, idOf)
  const isFiltered = [q, hash, project].some((one) => one !== undefined)
  const chosen = useChosen(task, key, mode)
  return (
    <div className="list-page">
      <div className="bar">
        <h1>Artifacts</h1>
        {total === 0 && !isFiltered ? null : (
          <>
            <SearchField value={q} placeholder="Name or task" onChange={(text) => change({ q: text })} />
            <ProjectSelect value={project} onChange={(id) => change({ project: id })} />
            {hash === undefined ? null : (
              <button type="button" className="chip" onClick={() => change({ hash: undefined })}>
                content {hash.slice(0, 12)} ✕
              </button>
            )}
            <span className="muted">
              {total === undefined ? '' : `${total.toLocaleString('en')} ${total === 1 ? 'artifact' : 'artifacts'}`}
            </span>
            <div className="space" />
            <NewRows count={waiting} onShow={showWaiting} />
          </>
        )}
      </div>
      <Failure error={error} />
      {total === 0 ? (
        isFiltered ? (
          <NoneFound onClear={() => change({ q: undefined, hash: undefined, project: undefined })}>
            No artifact is as the filter asks.
          </NoneFound>
        ) : (
          <Empty>
            <Teach page="artifacts">No task has stored an artifact yet. What a step returns or uploads appears here.</Teach>
          </Empty>
        )
      ) : (
        <div className={chosen === undefined ? 'held' : 'held split'}>
          <div className="split-main" {...holding}>
            <VirtualTable
              label="Artifacts"
              rows={rows}
              columns={artifactColumns}
              idOf={idOf}
              selected={chosen === undefined ? undefined : idOf(chosen)}
              onOpen={(one) => change({ task: one.task.id, key: one.key, mode: one.mode === 'input' ? 'input' : undefined }, false)}
              onRange={onRange}
            />
          </div>
          {chosen === undefined ? null : (
            <SidePanel label={chosen.key} isOpen onClose={() => change({ task: undefined, key: undefined, mode: undefined })}>
              <ArtifactPanel
                artifact={chosen}
                onSame={() => change({ hash: chosen.hash, q: undefined, project: undefined })}
                onClose={() => change({ task: undefined, key: undefined, mode: undefined })}
              />
            </SidePanel>
          )}
        </div>
      )}
    </div>
  )
}

function useChosen(task: string | undefined, key: string | undefined, mode: string): FoundArtifact | undefined {
  const { data } = useQuery({ ...taskArtifactsQuery(task ?? ''), enabled: task !== undefined })
  return task === undefined ? undefined : data?.find((one) => one.key === key && one.mode === mode)
}
