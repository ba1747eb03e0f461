import type { StepStatus } from '@clearway/contract/status'
import type { StepView } from '@clearway/contract'
import { useMemo } from 'react'
import { useHeldRows } from '../../table/use-held-rows.ts'
import { type Column, VirtualTable } from '../../table/virtual-table.tsx'
import { retryWords, useRetryMarks } from '../../ui/retry-marks.ts'
import { NewRows } from '../../ui/new-rows.tsx'
import { NoneFound } from '../../ui/none-found.tsx'
import { StateMark } from '../../ui/state-mark.tsx'
import { lookOf } from '../../ui/look.ts'
import { Took } from '../../ui/took.tsx'

interface Props {
  readonly steps: readonly StepView[]
  /** Only steps of this state; undefined: all. */
  readonly state: StepStatus | undefined
  /** The words that the steps must have, as in the address. */
  readonly words: string
  /** Whether a step has them; undefined without any. */
  readonly isWanted: ((step: StepView) => boolean) | undefined
  readonly selected: string | undefined
  readonly onSelect: (step: string) => void
  /** Shows all steps again. */
  readonly onAll: () => void
}

const columns: readonly Column<StepView>[] = [
  { id: 'state', header: 'State as a shape', isUnseen: true, width: '18px', cell: ({ status }) => <StateMark state={status} /> },
  { id: 'name', header: 'Step', width: 'minmax(140px, 2fr)', cell: ({ name }) => name },
  { id: 'status', header: 'State', width: '80px', isWideOnly: true, cell: ({ status }) => lookOf(status).label },
  {
    id: 'took',
    header: 'Took',
    width: '76px',
    isNumber: true,
    cell: ({ started_at, ended_at }) => <Took from={started_at} to={ended_at} />,
  },
  { id: 'where', header: 'Where', width: 'minmax(90px, 1fr)', cell: ({ worker, queue }) => worker ?? queue },
  { id: 'parents', header: 'After', width: 'minmax(90px, 1fr)', isWideOnly: true, cell: ({ parents }) => parents.join(', ') },
]
/** Stands before the last column where a step has had several. */
const attempts: Column<StepView> = {
  id: 'attempt',
  header: 'Attempt',
  width: '60px',
  isNumber: true,
  cell: ({ attempt }) => (isLater(attempt) ? attempt : ''),
}
/** Stands after the name as long as a retry is not confirmed. */
const retry: Column<StepView> = { id: 'retry', header: 'Retry', width: '86px', cell: ({ name }) => <RetryWord step={name} /> }
const isLater = (attempt: number | undefined): boolean => attempt !== undefined && attempt > 1

function RetryWord({ step }: { readonly step: string }) {
  const mark = useRetryMarks().get(step)
  return mark === undefined ? null : <span className={`retry-word ${mark}`}>{retryWords[mark]}</span>
}

const idOf = ({ name }: StepView): string => name

/** The steps of a run as a table: all that the graph shows, for those who read or search rather than look. */
export function StepTable({ steps, state, words, isWanted, selected, onSelect, onAll }: Props) {
  const newest = useMemo(() => {
    const inState = state === undefined ? steps : steps.filter(({ status }) => status === state)
    return isWanted === undefined ? inState : inState.filter(isWanted)
  }, [steps, state, isWanted])
  const isMarked = useRetryMarks().size > 0
  const shown = useMemo(() => {
    const usual = steps.some(({ attempt }) => isLater(attempt)) ? columns.toSpliced(-1, 0, attempts) : columns
    if (!isMarked) return usual
    // A phone has room for one of the two.
    return usual.map((column) => (column.id === 'where' ? { ...column, isWideOnly: true } : column)).toSpliced(2, 0, retry)
  }, [steps, isMarked])
  const { rows, waiting, isGone, showWaiting, holding } = useHeldRows(
    { list: JSON.stringify([state, words]), rows: newest, isRead: true },
    idOf,
  )
  if (rows.length === 0) {
    if (isWanted !== undefined)
      return (
        <NoneFound onClear={onAll}>No step{state === undefined ? '' : ` that is ${lookOf(state).label}`} is as the filter asks.</NoneFound>
      )
    if (state !== undefined) return <NoneFound onClear={onAll}>No step is {lookOf(state).label}.</NoneFound>
  }
  return (
    <div className="held-table" {...holding}>
      <VirtualTable
        label="Steps"
        // A step that is no longer as the filter asks is shown as it is.
        rows={rows.map((row) => (row !== undefined && isGone(row) ? steps.find(({ name }) => name === row.name) : row))}
        columns={shown}
        idOf={idOf}
        selected={selected}
        onOpen={({ name }) => onSelect(name)}
      />
      <div className="new-over">
        <NewRows count={waiting} onShow={showWaiting} />
      </div>
    </div>
  )
}
