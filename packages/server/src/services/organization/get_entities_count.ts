import { type CountedKind, countedKinds, type organization } from '@clearway/contract'
import type { Handler } from '../../context.ts'
import { countRows } from '../../queries/count.ts'
import { projectsHolding } from '../../queries/projects-holding.ts'
import type { ListRequest } from '../../queries/request.ts'

const entityOf = {
  projects: 'project',
  tasks: 'task',
  models: 'model',
  pipelines: 'project',
  pipeline_runs: 'task',
  datasets: 'project',
  dataset_versions: 'task',
  reports: 'task',
} as const satisfies Record<CountedKind, string>

/** The types of the tasks that are of a kind, wherever below the given projects they lie. */
const typeOf: Readonly<Partial<Record<CountedKind, string>>> = {
  pipeline_runs: 'controller',
  dataset_versions: 'data_processing',
  reports: 'report',
}
/** The kinds of which hidden ones are counted only if the request asks for them. */
const withoutHidden: readonly CountedKind[] = ['projects', 'tasks']

/** Counts only the kinds that the request has filters for. Source: ClearML server 2.3.0. */
export const get_entities_count: Handler<typeof organization.get_entities_count> = async (request, ctx) => {
  const { active_users: users = [], search_hidden: hidden = false, allow_public, limit: given = 0 } = request
  const limit = given === 0 ? undefined : given
  const counts: Partial<Record<CountedKind, number>> = {}
  const allowPublic = allow_public !== false
  const holding = users.length === 0 ? undefined : await projectsHolding(ctx, { users, tags: {}, allowPublic }, [])
  for (const kind of countedKinds) {
    const filters: ListRequest | undefined = request[kind]
    if (filters === undefined) continue
    const common = { ...filters, search_hidden: hidden || !withoutHidden.includes(kind), allow_public: allowPublic }
    const entity = entityOf[kind]
    if (entity === 'project') {
      const ofUsers = holding === undefined ? {} : { filters: { ...request[kind]?.filters, id: { any: { include: holding } } } }
      counts[kind] = holding?.length === 0 ? 0 : await countRows(ctx, entity, { ...common, ...ofUsers }, limit)
      continue
    }
    const ofUsers = users.length === 0 || filters['user'] !== undefined ? {} : { user: users }
    const type = typeOf[kind]
    const ofKind = type === undefined ? {} : { type: [type], include_subprojects: true }
    counts[kind] = await countRows(ctx, entity, { ...common, ...ofUsers, ...ofKind }, limit)
  }
  return counts
}
