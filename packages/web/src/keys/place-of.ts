import type { Task } from '@clearway/contract'
import { numberOf, pipelineOf } from '../pages/pipelines/pipeline-name.ts'

type Placed = Task & {
  readonly project?: { readonly name?: string } | string
  readonly parent?: { readonly name?: string; readonly type?: string } | string | null
}

/** Where a task is, to distinguish it from others of its name: its pipeline and run, and the project above; empty: nowhere. */
export function placeOf(task: Task): string {
  const { project, parent, type, name } = task as Placed
  const path = typeof project === 'object' ? (project.name ?? '') : ''
  if (!path.includes('.pipelines/')) return path
  const { pipeline, folder } = pipelineOf(path)
  const above = typeof parent === 'object' && parent?.type === 'controller' ? parent.name : undefined
  const run = type === 'controller' ? name : above
  return [run === undefined ? pipeline : `${pipeline} ${numberOf(run, pipeline)}`, folder].filter((part) => part !== '').join(' · ')
}
