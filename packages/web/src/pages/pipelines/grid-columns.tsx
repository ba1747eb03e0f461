import { Link } from '@tanstack/react-router'
import type { GridRun, GridStep } from '@clearway/contract'
import type { Column } from '../../table/virtual-table.tsx'
import { durationOf } from '../../ui/duration.ts'
import { lookOf } from '../../ui/look.ts'
import { StateMark } from '../../ui/state-mark.tsx'
import { numberOf } from './run-number.ts'
import type { GridRow } from './step-grid.ts'

/** The columns of a grid: the names of the steps, then one for each run, whose cells lead to the step there. */
export function gridColumns(runs: readonly GridRun[]): Column<GridRow>[] {
  const newest = runs.at(-1)
  return [
    { id: 'step', header: 'Step', width: 'minmax(120px, 260px)', cell: ({ name }) => name },
    ...runs.map((run, index) => ({
      id: run.id,
      header: run.name,
      shown: <RunHeader run={run} newest={newest} />,
      width: '76px',
      cell: (row: GridRow) => <StepCell run={run} row={row} step={row.cells[index]} />,
    })),
  ]
}

interface HeaderProps {
  readonly run: GridRun
  readonly newest: GridRun | undefined
}

/** The header of a run: a link to it, and one that compares it with the newest. */
function RunHeader({ run, newest }: HeaderProps) {
  const label = `Compare ${numberOf(run)} with the newest`
  return (
    <span className="grid-header">
      <RunLink run={run} />
      {newest === undefined || newest.id === run.id ? null : (
        <Link to="/compare" search={{ ids: [run.id, newest.id] }} aria-label={label} title={label} className="button grid-compare">
          ⇄
        </Link>
      )}
    </span>
  )
}

function RunLink({ run }: { readonly run: GridRun }) {
  return (
    <Link to="/runs/$run" params={{ run: run.id }} title={run.name} className="grid-run">
      <StateMark state={run.status} size={12} /> {numberOf(run)}
    </Link>
  )
}

interface CellProps {
  readonly run: GridRun
  readonly row: GridRow
  readonly step: GridStep | undefined
}

/** What became of a step in a run, with how long it took as a part of the longest in these runs. */
function StepCell({ run, row: { name, cells }, step }: CellProps) {
  if (step === undefined) return <span className="unseen">not in this run</span>
  const { took } = step
  const longest = Math.max(1, ...cells.map((cell) => cell?.took ?? 0))
  const label = `${name} in ${numberOf(run)}: ${lookOf(step.status).label}${took === undefined ? '' : `, ${durationOf(took)}`}`
  return (
    <Link to="/runs/$run" params={{ run: run.id }} search={{ step: name }} aria-label={label} title={label} className="grid-cell">
      <StateMark state={step.status} />
      <span className="grid-track">
        <i style={{ width: `${(100 * (took ?? 0)) / longest}%`, background: lookOf(step.status).color }} />
      </span>
    </Link>
  )
}
