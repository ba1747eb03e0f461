import type { ProjectEx, projects, RequestOf } from '@clearway/contract'
import type { Context, Handler } from '../../context.ts'
import { taggedAmong } from '../../db/tables/tags.ts'
import { type DatasetProject, datasetsIn } from '../../queries/dataset-projects.ts'
import { datasetStats } from '../../queries/dataset-stats.ts'
import { listProjects } from '../../queries/list.ts'
import { countByProject, statsOf, sumTasks } from '../../queries/project-stats.ts'
import { descendantsOf } from '../../queries/project-tree.ts'
import { projectsHolding } from '../../queries/projects-holding.ts'
import type { ListRequest } from '../../queries/request.ts'
import { conditionsRequest, type FieldConditions } from '../../queries/stats-filter.ts'

type Request = RequestOf<typeof projects.get_all_ex>
type Part = (project: string) => Partial<ProjectEx>

/** Lists projects with what they hold. Each kind of number takes one statement for all projects of the page. Source: ClearML server 2.3.0. */
export const get_all_ex: Handler<typeof projects.get_all_ex> = async (request, ctx) => {
  const allow_public = request.allow_public ?? request.non_public !== true
  const holding = await holdingOf(ctx, request, allow_public)
  if (holding?.length === 0) return { projects: [] }
  const page = await listProjects(ctx, { ...listOf(request, holding), allow_public }, { joined: true })
  const ids = page.projects.map(({ id }) => id)
  if (ids.length === 0) return { ...page, projects: [] }
  const parts: Part[] = []
  if (request.search_hidden === true) parts.push(await hiddenPart(ctx, ids))
  if (request.check_own_contents === true) parts.push(await ownPart(ctx, request, ids))
  if (request.include_stats === true) parts.push(await statsPart(ctx, request, { ids, holding }))
  if (request.include_dataset_stats === true) parts.push(await datasetStatsPart(ctx, request, ids))
  return {
    ...page,
    projects: page.projects.map((project) => Object.assign({}, project, ...parts.map((part) => part(project.id))) as ProjectEx),
  }
}

/** The projects that hold what is asked for; undefined if the request does not ask for contents. */
async function holdingOf(ctx: Context, request: Request, allowPublic: boolean): Promise<readonly string[] | undefined> {
  const { children_type: type, active_users: users = [], id } = request
  if (type === undefined && users.length === 0) return undefined
  return projectsHolding(ctx, { type, users, tags: childrenTags(request), allowPublic }, givenIds(id))
}

/** The request for the list itself: of the given ids those that hold what is asked for, without hidden projects unless these are named or asked for. */
function listOf(request: Request, holding: readonly string[] | undefined): ListRequest {
  if (holding === undefined) return request
  const given = givenIds(request.id)
  const ids = given.length === 0 ? holding : holding.filter((id) => given.includes(id))
  const { id: _, ...others } = request
  return {
    ...others,
    filters: { ...request.filters, id: { any: { include: ids } } },
    search_hidden: request.search_hidden === true || given.length > 0,
  }
}

const givenIds = (id: Request['id']): readonly string[] =>
  (id === undefined ? [] : Array.isArray(id) ? id : [id]).filter((one) => typeof one === 'string')

const childrenTags = ({ children_tags: tags, children_tags_filter: filter }: Request): ListRequest =>
  filter !== undefined ? { filters: { tags: filter } } : tags === undefined ? {} : { tags }

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

async function hiddenPart(ctx: Context, ids: readonly string[]): Promise<Part> {
  const hidden = await taggedAmong({ db: ctx.reader, company: ctx.company }, 'project', ids, 'hidden')
  return (id) => (hidden.has(id) ? { hidden: true } : {})
}

async function ownPart(ctx: Context, request: Request, ids: readonly string[]): Promise<Part> {
  if (request.children_type === 'dataset') {
    const datasets = await datasetsOf(ctx, request, ids)
    return (id) => ({ own_datasets: datasets.get(id)?.length ?? 0 })
  }
  const count = async (entity: 'task' | 'model') => {
    const conditions = conditionsRequest(entity, conditionsOf(request))
    return conditions === undefined
      ? new Map<string, number>()
      : countByProject(ctx, entity, { ...conditions, ...ofUsers(request), project: ids })
  }
  const [tasks, models] = [await count('task'), await count('model')]
  return (id) => ({ own_tasks: tasks.get(id) ?? 0, own_models: models.get(id) ?? 0 })
}

async function statsPart(
  ctx: Context,
  request: Request,
  { ids, holding }: { readonly ids: readonly string[]; readonly holding: readonly string[] | undefined },
): Promise<Part> {
  const { children_type: type, stats_for_state: state = 'active', stats_with_children: withChildren = true } = request
  const states = state === null ? (['active', 'archived'] as const) : [state]
  const hasOwnFilter = Object.keys(request.include_stats_filter ?? {}).length > 0
  const hidden = request.search_hidden === true || (type !== undefined && (type === 'dataset' || !hasOwnFilter))
  const all = withChildren ? await descendantsOf({ db: ctx.reader, company: ctx.company }, ids, { hidden }) : []
  const selected = holding === undefined ? undefined : new Set(holding)
  const counted = selected === undefined ? all : all.filter(({ id }) => selected.has(id))
  const byRoot = Map.groupBy(counted, ({ root }) => root)
  const below = (id: string) => byRoot.get(id) ?? []
  const within = [...new Set([...ids, ...counted.map(({ id }) => id)])]
  const subProjects = (id: string) => ({ sub_projects: below(id).map(({ id: sub, name }) => ({ id: sub, name })) })
  const gather = <T>(found: ReadonlyMap<string, readonly T[]>, id: string) =>
    [id, ...below(id).map((sub) => sub.id)].flatMap((one) => found.get(one) ?? [])
  if (type === 'dataset') {
    const found = await datasetsOf(ctx, request, within)
    return (id) => {
      const datasets = gather(found, id)
      const tags = [...new Set(datasets.flatMap((dataset) => dataset.tags))].toSorted((a, b) => (a < b ? -1 : 1))
      return { stats: { datasets: { count: datasets.length, tags } }, ...subProjects(id) }
    }
  }
  const conditions = conditionsRequest('task', conditionsOf(request))
  const sums = Map.groupBy(await sumTasks(ctx, { ...conditions, ...ofUsers(request), project: within }), ({ project }) => project)
  return (id) => ({
    stats: Object.fromEntries(states.map((one) => [one, statsOf(gather(sums, id), one)])),
    ...subProjects(id),
  })
}

/** The datasets that lie directly in each project. */
async function datasetsOf(
  ctx: Context,
  request: Request,
  parents: readonly string[],
): Promise<ReadonlyMap<string, readonly DatasetProject[]>> {
  const conditions = conditionsRequest('project', conditionsOf(request))
  if (conditions === undefined) return new Map()
  return Map.groupBy(await datasetsIn(ctx, parents, { ...conditions, ...ofUsers(request) }), ({ parent }) => parent)
}

async function datasetStatsPart(ctx: Context, request: Request, ids: readonly string[]): Promise<Part> {
  const stats = await datasetStats(ctx, { ...ofUsers(request), project: ids, system_tags: ['-archived'] })
  return (id) => ({ dataset_stats: stats.get(id) ?? null })
}
