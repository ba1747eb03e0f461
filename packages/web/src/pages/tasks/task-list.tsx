import { useQuery } from '@tanstack/react-query'
import { Suspense, useCallback, useMemo, useState } from 'react'
import type { Task } from '@clearway/contract'
import type { TaskType } from '@clearway/contract/status'
import type { ReactNode } from 'react'
import { anyTaskQuery } from '../../api/task-list.ts'
import { ColumnsMenu } from '../../table/columns-menu.tsx'
import { useHeldRows } from '../../table/use-held-rows.ts'
import { type Column, VirtualTable } from '../../table/virtual-table.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Failure } from '../../ui/failure.tsx'
import { later } from '../../ui/later.ts'
import { NewRows } from '../../ui/new-rows.tsx'
import { NoneFound } from '../../ui/none-found.tsx'
import { chosenColumns } from './chosen-columns.tsx'
import { FilterBar, type SearchChange } from './filter-bar.tsx'
import { firstColumns, lastColumns } from './task-columns.tsx'
import { TaskFields } from './task-fields.tsx'
import { useTaskRequest } from './use-task-request.ts'
import { mostPicked, type TaskSearch } from './task-search.ts'
import { useTaskRows } from './use-task-rows.ts'

const BulkBar = later(async () => (await import('./bulk-bar.tsx')).BulkBar)

interface Props {
  readonly title: string
  /** What the table is called, and what it counts: `runs`. */
  readonly noun: readonly [one: string, many: string]
  /** The only types that the list has; all by default. */
  readonly types?: readonly TaskType[]
  readonly search: TaskSearch
  readonly onChange: (change: SearchChange) => void
  readonly onOpen: (task: Task) => void
  /** Shown where there is no task at all. */
  readonly empty: ReactNode
  /** What the page has above the list, with the heading of the page; the title of the list is below that. */
  readonly above?: ReactNode
  /** What stands at the end of the bar, as long as there is any task. */
  readonly aside?: ReactNode
}
const idOf = ({ id }: Task): string => id
const none: readonly string[] = []
/** The parts of an address that do not filter the list. */
const noFilters = ['cols', 'sort', 'picked', 'hidden', 'projects']

/** A list of tasks of any length, with its filters, columns and what can be done to the picked ones. */
export function TaskList({ title, noun: [one, many], types, search, onChange, onOpen, empty, above, aside }: Props) {
  const [range, setRange] = useState<readonly [number, number]>([0, 0])
  const { request, faults } = useTaskRequest(search, types)
  const { newest, counts, total, error } = useTaskRows(request, range)
  const { rows, waiting, showWaiting, holding } = useHeldRows(newest, idOf)
  const { picked = none, cols = none } = search
  const pick = useCallback(
    ({ id }: Task): void => {
      const others = picked.filter((other) => other !== id)
      if (others.length < picked.length) onChange({ picked: others.length === 0 ? undefined : others })
      else if (picked.length < mostPicked) onChange({ picked: [...picked, id] })
    },
    [picked, onChange],
  )
  const columns = useMemo(
    () => [pickColumn(picked, pick), ...firstColumns(types?.length === 1), ...chosenColumns(cols, rows), ...lastColumns],
    [picked, pick, types, cols, rows],
  )
  const onRange = useCallback((first: number, last: number) => setRange([first, last]), [])
  const filters = Object.keys(search).filter((name) => !noFilters.includes(name))
  const isFiltered = filters.length > 0
  const hasNone = total === 0 && !isFiltered
  // If all tasks are archived or hidden, the filters are shown, because they lead to them.
  const { data: isThereAny = false } = useQuery({ ...anyTaskQuery(types), enabled: hasNone })
  return (
    <div className="list-page">
      {above}
      <div className="bar">
        {above === undefined ? <h1>{title}</h1> : <h2>{title}</h2>}
        {hasNone && !isThereAny ? null : (
          <>
            <FilterBar search={search} counts={counts} onChange={onChange} isOfOneType={types?.length === 1} />
            <span className="muted">{total === undefined ? '' : `${total.toLocaleString('en')} ${total === 1 ? one : many}`}</span>
            <div className="bar-end">
              <NewRows count={waiting} onShow={showWaiting} />
              <ColumnsMenu>
                <TaskFields
                  project={search.project}
                  chosen={cols}
                  onChange={(next) => onChange({ cols: next.length === 0 ? undefined : next })}
                />
              </ColumnsMenu>
              {aside}
            </div>
          </>
        )}
      </div>
      <Suspense fallback={null}>
        {picked.length === 0 ? null : <BulkBar picked={picked} onClear={() => onChange({ picked: undefined })} />}
      </Suspense>
      {faults.length === 0 ? null : (
        <p role="status" className="filter-faults">
          {faults.join(' ')}
        </p>
      )}
      <Failure error={error} />
      {total === 0 ? (
        isFiltered ? (
          <NoneFound onClear={() => onChange(Object.fromEntries(filters.map((name) => [name, undefined])))}>
            No {one} is as the filter asks.
          </NoneFound>
        ) : (
          <Empty>{empty}</Empty>
        )
      ) : (
        <div className="held" {...holding}>
          <VirtualTable
            label={`${many[0]?.toUpperCase()}${many.slice(1)}`}
            rows={rows}
            columns={columns}
            idOf={idOf}
            sort={request.sort}
            onSort={(sort) => onChange({ sort })}
            onOpen={onOpen}
            onPick={pick}
            onRange={onRange}
          />
        </div>
      )}
    </div>
  )
}

function pickColumn(picked: readonly string[], pick: (task: Task) => void): Column<Task> {
  const chosen = new Set(picked)
  return {
    id: 'pick',
    header: 'Picked',
    isUnseen: true,
    width: '24px',
    cell: (task) => {
      const isFull = picked.length >= mostPicked && !chosen.has(task.id)
      return (
        // The table is one stop of the tab key: the key x picks the row that has the focus.
        <label className="pick-target" onPointerEnter={BulkBar.load}>
          <input
            type="checkbox"
            className="pick"
            tabIndex={-1}
            aria-label={`Pick ${task.name ?? task.id}`}
            checked={chosen.has(task.id)}
            disabled={isFull}
            title={isFull ? `At most ${mostPicked} can be picked.` : ''}
            onChange={() => pick(task)}
          />
        </label>
      )
    },
  }
}
