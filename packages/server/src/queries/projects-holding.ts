import { distinctValues } from './distinct.ts'
import { readerOf } from '../context.ts'
import type { ListScope } from './list-ids.ts'
import { descendantsOf, withAncestors } from './project-tree.ts'
import type { ListRequest } from './request.ts'

export interface Held {
  /** Default: projects, tasks and models of any kind. */
  readonly type?: 'pipeline' | 'report' | 'dataset' | undefined
  /** The users who made them; empty: any user. */
  readonly users: readonly string[]
  /** The condition on their tags, as requests have it. */
  readonly tags: ListRequest
  readonly allowPublic: boolean
}

/** The system tag of the projects that are pipelines or datasets, and the name of the project that only groups them. */
const projectKinds = { pipeline: ['pipeline', '.pipelines'], dataset: ['dataset', '.datasets'] } as const

/**
 * The projects that hold what is asked for, in themselves or below, with all projects above them. `within`: only what these projects hold; empty: all.
 * Source: ClearML server 2.3.0.
 */
export async function projectsHolding(scope: ListScope, held: Held, within: readonly string[]): Promise<readonly string[]> {
  const { type, tags } = held
  const reader = readerOf(scope)
  const below = within.length === 0 ? [] : (await descendantsOf(reader, within, { hidden: true })).map(({ id }) => id)
  if (within.length > 0 && below.length === 0 && (type === 'pipeline' || type === 'dataset')) return []
  const common = { ...(held.users.length === 0 ? {} : { user: held.users }), allow_public: held.allowPublic }
  const ofTasks = { ...common, ...(within.length === 0 ? {} : { project: [...within, ...below] }) }
  const projects = async (request: ListRequest) => distinctValues(scope, 'project', { ...common, ...request }, 'id')
  const found =
    type === 'report'
      ? await distinctValues(scope, 'task', { ...ofTasks, ...tags, system_tags: ['reports'] }, 'project')
      : type === undefined
        ? [
            ...(await projects(within.length === 0 ? {} : { id: [...within, ...below] })),
            ...(await distinctValues(scope, 'task', ofTasks, 'project')),
            ...(await distinctValues(scope, 'model', ofTasks, 'project')),
          ]
        : await projects({
            ...tags,
            system_tags: [projectKinds[type][0]],
            basename: [`-${projectKinds[type][1]}`],
            ...(below.length === 0 ? {} : { id: below }),
          })
  return withAncestors(reader, found)
}
