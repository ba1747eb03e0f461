import { useQuery } from '@tanstack/react-query'
import { modelQuery } from '../api/models.ts'
import { projectQuery, queueNamed, queuesQuery, runQuery, taskQuery } from '../api/queries.ts'
import type { RunDocument } from '../api/read-run.ts'

/** What an address names by an id or a word. */
export interface Params {
  readonly run?: string
  readonly task?: string
  readonly model?: string
  readonly project?: string
  readonly part?: string
  readonly queue?: string
  readonly worker?: string
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
  /** The name of a queue. */
  readonly queue?: string | undefined
}

/** What is shown of a run, as a text: as long as it is equal, a change of one of thousands of steps draws no path anew. */
function headOf({ run: { name, status, project } }: RunDocument): string {
  return JSON.stringify({ name, status, project: project && { id: project.id, name: project.name ?? '' } } satisfies Known['run'])
}

/** Reads what an address names, by the queries of the pages, which ask the server once for both. */
export function useKnown(params: Params): Known {
  const { run = '', task = '', model = '', project = '', queue = '' } = params
  const { data: head } = useQuery({ ...runQuery(run), enabled: run !== '', select: headOf })
  const { data: one } = useQuery({ ...taskQuery(task), enabled: task !== '' })
  const { data: net } = useQuery({ ...modelQuery(model), enabled: model !== '' })
  const { data: folder } = useQuery({ ...projectQuery(project), enabled: project !== '' })
  const { data: line } = useQuery({ ...queuesQuery, enabled: queue !== '', select: (queues) => queueNamed(queues, queue)?.name })
  return {
    params,
    run: head === undefined ? undefined : (JSON.parse(head) as Known['run']),
    task: one && { name: one.name ?? '', status: one.status ?? 'created' },
    model: net ? { name: net.name ?? '' } : undefined,
    project: folder?.name,
    queue: line,
  }
}
