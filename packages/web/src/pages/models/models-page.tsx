import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import type { ModelEx } from '@clearway/contract'
import { useCallback, useMemo, useState } from 'react'
import { anyModelQuery, frameworksQuery, modelCountQuery, modelPartQuery, modelTagsQuery } from '../../api/models.ts'
import { FilterSheet } from '../../filters/filter-sheet.tsx'
import { ArchivedSelect } from '../../filters/archived-select.tsx'
import { ProjectSelect } from '../../filters/project-select.tsx'
import { SearchField } from '../../filters/search-field.tsx'
import { ColumnsMenu } from '../../table/columns-menu.tsx'
import { useHeldRows } from '../../table/use-held-rows.ts'
import { usePagedRows } from '../../table/use-paged-rows.ts'
import { VirtualTable } from '../../table/virtual-table.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Teach } from '../../connect/teach.tsx'
import { Failure } from '../../ui/failure.tsx'
import { NewRows } from '../../ui/new-rows.tsx'
import { NoneFound } from '../../ui/none-found.tsx'
import { Select } from '../../ui/select.tsx'
import { modelColumns } from './model-columns.tsx'
import { ModelFields } from './model-fields.tsx'
import { type ModelSearch, modelsOf, readModelSearch } from './model-search.ts'

const route = getRouteApi('/framed/models')
const none: readonly string[] = []
const idOf = ({ id }: ModelEx): string => id
/** The parts of an address that do not filter the list. */
const noFilters = ['sort', 'cols', 'projects']
const named = (names: readonly string[]) => names.map((name) => ({ value: name, label: name }))

/** All models of the workspace. */
export function ModelsPage() {
  const search = route.useSearch()
  const navigate = useNavigate()
  const change = (part: { readonly [K in keyof ModelSearch]: ModelSearch[K] | undefined }): void =>
    void navigate({ to: '/models', search: (old) => readModelSearch({ ...old, ...part }), replace: true })
  const request = useMemo(() => modelsOf(search), [search])
  const [range, setRange] = useState<readonly [number, number]>([0, 0])
  const onRange = useCallback((first: number, last: number) => setRange([first, last]), [])
  const { data: total, error } = useQuery(modelCountQuery(request))
  const paged = usePagedRows<ModelEx>({
    list: JSON.stringify(request),
    queryOf: (part) => modelPartQuery(request, part) as never,
    total,
    range,
  })
  const { rows, waiting, showWaiting, holding } = useHeldRows(paged.newest, idOf)
  const { cols = none } = search
  const columns = useMemo(() => modelColumns(rows, cols), [rows, cols])
  const { data: frameworks = [] } = useQuery(frameworksQuery)
  const { data: tags = [] } = useQuery(modelTagsQuery)
  const filters = Object.keys(search).filter((name) => !noFilters.includes(name))
  const isFiltered = filters.length > 0
  const hasNone = total === 0 && !isFiltered
  // If all models are archived, the filters are shown, because they lead to them.
  const { data: isThereAny = false } = useQuery({ ...anyModelQuery, enabled: hasNone })
  return (
    <div className="list-page">
      <div className="bar">
        <h1>Models</h1>
        {hasNone && !isThereAny ? null : (
          <>
            <SearchField value={search.q} onChange={(q) => change({ q })} />
            <FilterSheet active={[search.framework, search.tag, search.project, search.archived].filter((one) => one !== undefined).length}>
              <Select
                label="Framework"
                none="All frameworks"
                value={search.framework}
                choices={named(frameworks)}
                onChange={(framework) => change({ framework })}
              />
              <Select label="Tag" none="All tags" value={search.tag} choices={named(tags)} onChange={(tag) => change({ tag })} />
              <ProjectSelect value={search.project} onChange={(project) => change({ project })} />
              <ArchivedSelect value={search.archived} onChange={(archived) => change({ archived })} />
            </FilterSheet>
            <span className="muted">{total === undefined ? '' : `${total.toLocaleString('en')} ${total === 1 ? 'model' : 'models'}`}</span>
            <div className="bar-end">
              <NewRows count={waiting} onShow={showWaiting} />
              <ColumnsMenu>
                <ModelFields
                  project={search.project}
                  chosen={cols}
                  onChange={(next) => change({ cols: next.length === 0 ? undefined : next })}
                />
              </ColumnsMenu>
            </div>
          </>
        )}
      </div>
      <Failure error={error ?? paged.error} />
      {total === 0 ? (
        isFiltered ? (
          <NoneFound onClear={() => change(Object.fromEntries(filters.map((name) => [name, undefined])))}>
            No model is as the filter asks.
          </NoneFound>
        ) : (
          <Empty>
            <Teach page="models">No model is here yet. What a task stores as an output model appears here.</Teach>
          </Empty>
        )
      ) : (
        <div className="held" {...holding}>
          <VirtualTable
            label="Models"
            rows={rows}
            columns={columns}
            idOf={idOf}
            sort={request.sort}
            onSort={(sort) => change({ sort })}
            onOpen={({ id }) => void navigate({ to: '/models/$model', params: { model: id } })}
            onRange={onRange}
          />
        </div>
      )}
    </div>
  )
}
