import type { Task } from '@clearway/contract'
import { projectAbovePipeline } from '@clearway/contract/pipeline-project'
import { Link } from '@tanstack/react-router'
import type { Column } from '../../table/virtual-table.tsx'
import { Ago } from '../../ui/ago.tsx'
import { StateMark } from '../../ui/state-mark.tsx'
import { TaskTook } from '../../ui/took.tsx'

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

const run: Column<Task> = {
  id: 'run',
  header: 'Run',
  width: 'minmax(90px, 1fr)',
  isWideOnly: true,
  cell: (task) => {
    const above = runOf(task)
    return above === undefined ? null : (
      // The table is one stop of the tab key.
      <Link to="/runs/$run" params={{ run: above.id }} search={task.name === undefined ? {} : { step: task.name }} tabIndex={-1}>
        {above.name}
      </Link>
    )
  },
}

/** The run of which a task is a step. */
function runOf(task: Task): { readonly id: string; readonly name?: string } | undefined {
  const { parent } = task as { readonly parent?: { readonly id: string; readonly name?: string; readonly type?: string } | string | null }
  return typeof parent === 'object' && parent?.type === 'controller' ? parent : undefined
}

/** The first columns of every list of tasks; of runs, which all have the same type and are steps of none, without both. */
export function firstColumns(isOfOneType: boolean): readonly Column<Task>[] {
  return isOfOneType ? [state, name] : [state, name, run, type]
}
/** The last columns of every list of tasks. */
export const lastColumns: readonly Column<Task>[] = [
  { id: 'project', header: 'Project', width: 'minmax(110px, 1fr)', sort: 'project.name', isWideOnly: true, cell: projectOf },
  {
    id: 'took',
    header: 'Took',
    isNumber: true,
    width: '80px',
    sort: 'running_time',
    isWideOnly: true,
    cell: (task) => <TaskTook task={task} />,
  },
  {
    id: 'updated',
    header: 'Updated',
    width: '90px',
    sort: 'last_update',
    isNumber: true,
    cell: ({ last_update }) => <Ago at={last_update} />,
  },
]
