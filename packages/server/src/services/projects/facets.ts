import type { Implementation, projectFacets } from '@clearway/contract'
import { type Context, readerOf } from '../../context.ts'
import { readNames, type Reference } from '../../db/documents/read-names.ts'
import { byCodePoint, distinctPairs, distinctValues, type SidePairs } from '../../queries/distinct.ts'
import { metadataKeys, metadataValues, metricNames, paramValues, type FacetPage } from '../../queries/facet-values.ts'
import { listTasks } from '../../queries/list.ts'
import { descendantsOf } from '../../queries/project-tree.ts'
import type { ListRequest } from '../../queries/request.ts'
import { tagsByKind } from '../../queries/tags-by-kind.ts'

const params: SidePairs = { table: 'task_param', owner: 'task', pair: ['section', 'name'] }
const metrics: SidePairs = { table: 'task_metric', owner: 'task', pair: ['metric_hash', 'variant_hash'], isShared: true }

interface InProjects {
  readonly projects?: readonly string[] | undefined
  readonly include_subprojects?: boolean | undefined
}

/** The request for what lies in projects. Source: ClearML server 2.3.0. */
function within({ projects = [], include_subprojects: below = true }: InProjects): ListRequest {
  if (projects.length > 0) return { project: projects, include_subprojects: below }
  return below ? {} : { project: [null] }
}
const withinOne = ({ project, ...request }: Omit<InProjects, 'projects'> & { readonly project?: string | undefined }) =>
  within({ ...request, projects: project === undefined || project === '' ? [] : [project] })

interface TagsRequest {
  readonly projects?: readonly string[] | undefined
  readonly include_system?: boolean | undefined
  readonly filter?: { readonly tags?: unknown; readonly system_tags?: unknown } | undefined
}

async function tagsOf(ctx: Context, entity: 'task' | 'model' | 'project', { projects = [], include_system, filter }: TagsRequest) {
  const inside = entity === 'project' ? await subtree(ctx, projects) : within({ projects })
  const { tags, system_tags } = await tagsByKind(ctx, entity, { ...inside, ...filter, allow_public: false })
  return { tags, ...(include_system === true ? { system_tags } : {}) }
}

/** The request for projects and those below. */
async function subtree(ctx: Context, projects: readonly string[]): Promise<ListRequest> {
  if (projects.length === 0) return {}
  const below = await descendantsOf(readerOf(ctx), projects, { hidden: true })
  return { id: [...projects, ...below.map(({ id }) => id)] }
}

/** One page of a list, and how many items come after it. */
function pageOf<T>(all: readonly T[], { page = 0, page_size: size = 500 }: FacetPage) {
  return { items: all.slice(page * size, (page + 1) * size), total: all.length, remaining: Math.max(0, all.length - (page + 1) * size) }
}

const byName = (a: Reference, b: Reference) => byCodePoint(a.name ?? '', b.name ?? '') || byCodePoint(a.id, b.id)

export const facets: Implementation<typeof projectFacets, Context> = {
  get_task_tags: (request, ctx) => tagsOf(ctx, 'task', request),
  get_model_tags: (request, ctx) => tagsOf(ctx, 'model', request),
  get_project_tags: (request, ctx) => tagsOf(ctx, 'project', request),
  get_hyper_parameters: async ({ text = '', ...request }, ctx) => {
    const { page, page_size, ...inProject } = request
    const all = await distinctPairs(ctx, 'task', withinOne(inProject), params)
    const wanted = text.toLowerCase()
    const { items, ...counts } = pageOf(
      all.filter((pair) => pair.join('/').toLowerCase().includes(wanted)),
      { page, page_size },
    )
    return { parameters: items.map(([section, name]) => ({ section, name })), ...counts }
  },
  get_hyperparam_values: async ({ projects, include_subprojects, allow_public, ...asked }, ctx) =>
    paramValues(ctx, { ...within({ projects, include_subprojects }), allow_public }, asked),
  get_unique_metric_variants: async ({ model_metrics, ids, ...request }, ctx) => {
    const rows = { ...withinOne(request), ...(ids === undefined || ids.length === 0 ? {} : { id: ids }) }
    return { metrics: await metricNames(ctx, await distinctPairs(ctx, model_metrics === true ? 'model' : 'task', rows, metrics)) }
  },
  get_model_metadata_keys: async (request, ctx) => {
    const { items, ...counts } = pageOf(await metadataKeys(ctx, withinOne(request)), request)
    return { keys: items, ...counts }
  },
  get_model_metadata_values: async ({ projects, include_subprojects, allow_public, key, ...page }, ctx) =>
    metadataValues(ctx, { ...within({ projects, include_subprojects }), allow_public }, key, page),
  get_task_parents: async ({ tasks_state: state, task_name: name, ...request }, ctx) => {
    const visibility = state === undefined ? {} : { system_tags: [state === 'archived' ? 'archived' : '-archived'] }
    const ids = await distinctValues(ctx, 'task', { ...within(request), ...visibility }, 'parent')
    if (ids.length === 0) return { parents: [] }
    const { tasks } = await listTasks(ctx, { id: ids, name, only_fields: ['id', 'name', 'project.name'] }, { joined: true })
    return { parents: (tasks as Parent[]).toSorted(byName) }
  },
  get_user_names: async ({ entity = 'task', ...request }, ctx) => {
    const ids = await distinctValues(ctx, entity, within(request), 'user')
    const named = await readNames(readerOf(ctx), 'user', ids)
    return {
      users: ids
        .map(named)
        .filter(({ name }) => name !== undefined)
        .toSorted(byName),
    }
  },
}

type Parent = Reference & { readonly project?: { id: string; name?: string } }
