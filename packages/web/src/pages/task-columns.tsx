import type { Task } from '@clearway/contract'
import type { Column } from '../table/virtual-table.tsx'
import { Ago } from '../ui/ago.tsx'
import { StateMark } from '../ui/state-mark.tsx'
import { momentOf, Took } from '../ui/took.tsx'

export function projectOf(task: Task): string {
  const { project } = task as { readonly project?: { readonly name?: string } | string }
  return typeof project === 'object' ? (project.name ?? '') : ''
}

/** The columns that lists of tasks and of runs have in common. */
export const taskColumns: readonly Column<Task>[] = [
  { id: 'state', header: 'State', isUnseen: true, width: '18px', cell: ({ status }) => <StateMark state={status} /> },
  { id: 'name', header: 'Name', width: 'minmax(160px, 2fr)', cell: ({ name }) => name },
  { id: 'project', header: 'Project', width: 'minmax(110px, 1fr)', cell: projectOf },
  {
    id: 'took',
    header: 'Took',
    width: '70px',
    cell: ({ started, completed, status }) => (
      <Took from={momentOf(started)} to={momentOf(completed) ?? (status === 'in_progress' ? undefined : momentOf(started))} />
    ),
  },
  { id: 'updated', header: 'Updated', width: '90px', cell: ({ last_update }) => <Ago at={last_update} /> },
]
