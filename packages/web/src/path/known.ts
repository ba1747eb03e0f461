import { useQuery } from '@tanstack/react-query'
import { modelQuery } from '../api/models.ts'
import { projectQuery, runQuery, taskQuery } from '../api/queries.ts'

/** What an address names by an id or a word. */
export interface Params {
  readonly run?: string
  readonly task?: string
  readonly model?: string
  readonly project?: string
  readonly part?: string
}

interface Named {
  readonly name: string
  readonly status?: string | undefined
}

/** What is known so far of what an address names. */
export interface Known {
  readonly params: Params
  readonly run?: (Named & { readonly project: { readonly id: string; readonly name: string } | undefined }) | undefined
  readonly task?: Named | undefined
  readonly model?: Named | undefined
  /** The name of the project of a pipeline. */
  readonly project?: string | undefined
}

/** Reads what an address names, by the queries of the pages, which ask the server once for both. */
export function useKnown(params: Params): Known {
  const { run = '', task = '', model = '', project = '' } = params
  const head = useQuery({ ...runQuery(run), enabled: run !== '' }).data?.run
  const { data: one } = useQuery({ ...taskQuery(task), enabled: task !== '' })
  const { data: net } = useQuery({ ...modelQuery(model), enabled: model !== '' })
  const { data: folder } = useQuery({ ...projectQuery(project), enabled: project !== '' })
  return {
    params,
    run: head && {
      name: head.name,
      status: head.status,
      project: head.project && { id: head.project.id, name: head.project.name ?? '' },
    },
    task: one && { name: one.name ?? '', status: one.status ?? 'created' },
    model: net ? { name: net.name ?? '' } : undefined,
    project: folder?.name,
  }
}
