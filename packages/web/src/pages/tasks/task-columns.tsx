import type { Task } from '@clearway/contract'
import { projectAbovePipeline } from '@clearway/contract/pipeline-project'
import type { Column } from '../../table/virtual-table.tsx'
import { Ago } from '../../ui/ago.tsx'
import { StateMark } from '../../ui/state-mark.tsx'
import { momentOf, Took } from '../../ui/took.tsx'

/** The path of the project of a task, without the hidden one of a pipeline. */
export function projectOf(task: Task): string {
  const { project } = task as { readonly project?: { readonly name?: string } | string }
  return typeof project === 'object' ? projectAbovePipeline(project.name ?? '') : ''
}

const state: Column<Task> = {
  id: 'state',
  header: 'State',
  isUnseen: true,
  width: '18px',
  cell: ({ status }) => <StateMark state={status} />,
}
const name: Column<Task> = { id: 'name', header: 'Name', width: 'minmax(160px, 2fr)', sort: 'name', cell: (task) => task.name }
const type: Column<Task> = { id: 'type', header: 'Type', width: '110px', sort: 'type', isWideOnly: true, cell: (task) => task.type }

/** The first columns of every list of tasks; of runs, which all have the same type, without it. */
export function firstColumns(isOfOneType: boolean): readonly Column<Task>[] {
  return isOfOneType ? [state, name] : [state, name, type]
}
/** The last columns of every list of tasks. */
export const lastColumns: readonly Column<Task>[] = [
  { id: 'project', header: 'Project', width: 'minmax(110px, 1fr)', sort: 'project.name', isWideOnly: true, cell: projectOf },
  {
    id: 'took',
    header: 'Took',
    width: '70px',
    sort: 'active_duration',
    isWideOnly: true,
    cell: ({ started, completed, status }) => (
      <Took from={momentOf(started)} to={momentOf(completed) ?? (status === 'in_progress' ? undefined : momentOf(started))} />
    ),
  },
  { id: 'updated', header: 'Updated', width: '90px', sort: 'last_update', cell: ({ last_update }) => <Ago at={last_update} /> },
]
