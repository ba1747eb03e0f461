import { contentsOf, subtreeOf, type SubtreeProject } from '../db/tables/project-contents.ts'
import type { Reader } from '../scope.ts'

/** What a project and those below it hold, counted as ClearML server 2.3.0 does: pipelines and datasets are projects of their own kind. */
export interface ProjectContents {
  readonly tasks: number
  readonly non_archived_tasks: number
  readonly models: number
  readonly non_archived_models: number
  readonly reports: number
  readonly non_archived_reports: number
  /** Pipelines with runs that are not archived. */
  readonly pipelines: number
  /** Datasets with versions that are not archived. */
  readonly datasets: number
}

export interface Subtree {
  readonly ids: readonly string[]
  readonly contents: ProjectContents
}

/** A project with all below it, and what they hold. */
export async function readSubtree(reader: Reader, project: { readonly id: string; readonly name: string }): Promise<Subtree> {
  const projects = await subtreeOf(reader, project)
  const ids = projects.map(({ id }) => id)
  const { tasks, models } = await contentsOf(reader, ids)
  const kindOf = new Map(projects.map((one) => [one.id, kind(one)]))
  const plain = tasks.filter((one) => kindOf.get(one.project) === 'plain')
  const plainModels = models.filter((one) => kindOf.get(one.project) === 'plain')
  const projectsOf = (rows: readonly { readonly project: string }[]) => new Set(rows.map((row) => row.project)).size
  const active = tasks.filter(({ archived }) => !archived)
  return {
    ids,
    contents: {
      tasks: total(plain.filter(({ report }) => !report)),
      non_archived_tasks: total(plain.filter(({ report, archived }) => !report && !archived)),
      models: total(plainModels),
      non_archived_models: total(plainModels.filter(({ archived }) => !archived)),
      reports: total(plain.filter(({ report }) => report)),
      non_archived_reports: total(plain.filter(({ report, archived }) => report && !archived)),
      pipelines: projectsOf(active.filter((one) => one.controller && kindOf.get(one.project) === 'pipeline')),
      datasets: projectsOf(active.filter((one) => kindOf.get(one.project) === 'dataset')),
    },
  }
}

function kind({ basename, pipeline, dataset }: SubtreeProject): 'pipeline' | 'dataset' | 'plain' {
  if (pipeline && basename !== '.pipelines') return 'pipeline'
  return dataset && basename !== '.datasets' ? 'dataset' : 'plain'
}

const total = (rows: readonly { readonly count: number }[]): number => rows.reduce((sum, { count }) => sum + count, 0)
