import type { ProjectEx, projects, RequestOf } from '@clearway/contract'
import { readerOf } from '../context.ts'
import { taggedAmong } from '../db/tables/tags.ts'
import { type DatasetProject, datasetsIn } from './dataset-projects.ts'
import { datasetStats } from './dataset-stats.ts'
import type { ListScope } from './list-ids.ts'
import { countByProject, statsOf, sumTasks } from './project-stats.ts'
import { descendantsOf } from './project-tree.ts'
import type { ListRequest } from './request.ts'
import { conditionsRequest, type FieldConditions } from './stats-filter.ts'

type Request = RequestOf<typeof projects.get_all_ex>
type Part = (project: string) => Partial<ProjectEx>

interface Counted {
  readonly ids: readonly string[]
  /** The projects whose contents count; all if undefined. */
  readonly holding: readonly string[] | undefined
}

/** What a request asks for of the contents of projects. Each kind of number takes one statement for all of them. Source: ClearML server 2.3.0. */
export async function listedContents(scope: ListScope, request: Request, { ids, holding }: Counted): Promise<Part> {
  const parts: Part[] = []
  if (request.search_hidden === true) parts.push(await hiddenPart(scope, ids))
  if (request.check_own_contents === true) parts.push(await ownPart(scope, request, ids))
  if (request.include_stats === true) parts.push(await statsPart(scope, request, { ids, holding }))
  if (request.include_dataset_stats === true) parts.push(await datasetStatsPart(scope, request, ids))
  return (project) => Object.assign({}, ...parts.map((part) => part(project))) as Partial<ProjectEx>
}

/** The conditions on the tasks that are counted, by field. */
function conditionsOf(request: Request): FieldConditions {
  const { include_stats_filter: filter, children_type: type } = request
  if (filter !== undefined && Object.keys(filter).length > 0) return filter
  if (type === undefined) return {}
  const { children_tags: tags, children_tags_filter: structured } = request
  const ofTags = structured !== undefined ? { tags: structured } : tags === undefined ? {} : { tags: [tags].flat().map(String) }
  if (type === 'dataset') return ofTags
  return type === 'pipeline'
    ? { ...ofTags, system_tags: ['pipeline'], type: ['controller'] }
    : { ...ofTags, system_tags: ['reports'], type: ['report'] }
}

const ofUsers = ({ active_users: users = [] }: Request): ListRequest => (users.length === 0 ? {} : { user: users })

async function hiddenPart(scope: ListScope, ids: readonly string[]): Promise<Part> {
  const hidden = await taggedAmong(readerOf(scope), 'project', ids, 'hidden')
  return (id) => (hidden.has(id) ? { hidden: true } : {})
}

async function ownPart(scope: ListScope, request: Request, ids: readonly string[]): Promise<Part> {
  if (request.children_type === 'dataset') {
    const datasets = await datasetsOf(scope, request, ids)
    return (id) => ({ own_datasets: datasets.get(id)?.length ?? 0 })
  }
  const count = async (entity: 'task' | 'model') => {
    const conditions = conditionsRequest(entity, conditionsOf(request))
    return conditions === undefined
      ? new Map<string, number>()
      : countByProject(scope, entity, { ...conditions, ...ofUsers(request), project: ids })
  }
  const [tasks, models] = [await count('task'), await count('model')]
  return (id) => ({ own_tasks: tasks.get(id) ?? 0, own_models: models.get(id) ?? 0 })
}

async function statsPart(scope: ListScope, request: Request, { ids, holding }: Counted): Promise<Part> {
  const { children_type: type, stats_for_state: state = 'active', stats_with_children: withChildren = true } = request
  const states = state === null ? (['active', 'archived'] as const) : [state]
  const hasOwnFilter = Object.keys(request.include_stats_filter ?? {}).length > 0
  const hidden = request.search_hidden === true || (type !== undefined && (type === 'dataset' || !hasOwnFilter))
  const all = withChildren ? await descendantsOf(readerOf(scope), ids, { hidden }) : []
  const selected = holding === undefined ? undefined : new Set(holding)
  const counted = selected === undefined ? all : all.filter(({ id }) => selected.has(id))
  const byRoot = Map.groupBy(counted, ({ root }) => root)
  const below = (id: string) => byRoot.get(id) ?? []
  const within = [...new Set([...ids, ...counted.map(({ id }) => id)])]
  const subProjects = (id: string) => ({ sub_projects: below(id).map(({ id: sub, name }) => ({ id: sub, name })) })
  const gather = <T>(found: ReadonlyMap<string, readonly T[]>, id: string) =>
    [id, ...below(id).map((sub) => sub.id)].flatMap((one) => found.get(one) ?? [])
  if (type === 'dataset') {
    const found = await datasetsOf(scope, request, within)
    return (id) => {
      const datasets = gather(found, id)
      const tags = [...new Set(datasets.flatMap((dataset) => dataset.tags))].toSorted((a, b) => (a < b ? -1 : 1))
      return { stats: { datasets: { count: datasets.length, tags } }, ...subProjects(id) }
    }
  }
  const conditions = conditionsRequest('task', conditionsOf(request))
  const sums = Map.groupBy(await sumTasks(scope, { ...conditions, ...ofUsers(request), project: within }), ({ project }) => project)
  return (id) => ({
    stats: Object.fromEntries(states.map((one) => [one, statsOf(gather(sums, id), one)])),
    ...subProjects(id),
  })
}

/** The datasets that lie directly in each project. */
async function datasetsOf(
  scope: ListScope,
  request: Request,
  parents: readonly string[],
): Promise<ReadonlyMap<string, readonly DatasetProject[]>> {
  const conditions = conditionsRequest('project', conditionsOf(request))
  if (conditions === undefined) return new Map()
  return Map.groupBy(await datasetsIn(scope, parents, { ...conditions, ...ofUsers(request) }), ({ parent }) => parent)
}

async function datasetStatsPart(scope: ListScope, request: Request, ids: readonly string[]): Promise<Part> {
  const stats = await datasetStats(scope, { ...ofUsers(request), project: ids, system_tags: ['-archived'] })
  return (id) => ({ dataset_stats: stats.get(id) ?? null })
}
