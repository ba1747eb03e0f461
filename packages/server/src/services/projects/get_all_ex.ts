import type { ProjectEx, projects, RequestOf } from '@clearway/contract'
import type { Context, Handler } from '../../context.ts'
import { listProjects } from '../../queries/list.ts'
import { listedContents } from '../../queries/listed-contents.ts'
import { projectsHolding } from '../../queries/projects-holding.ts'
import type { ListRequest } from '../../queries/request.ts'

type Request = RequestOf<typeof projects.get_all_ex>

/** Lists projects with what they hold. Source: ClearML server 2.3.0. */
export const get_all_ex: Handler<typeof projects.get_all_ex> = async (request, ctx) => {
  const allow_public = request.allow_public ?? request.non_public !== true
  const holding = await holdingOf(ctx, request, allow_public)
  if (holding?.length === 0) return { projects: [] }
  const page = await listProjects(ctx, { ...listOf(request, holding), allow_public }, { joined: true })
  const ids = page.projects.map(({ id }) => id)
  if (ids.length === 0) return { ...page, projects: [] }
  const contents = await listedContents(ctx, request, { ids, holding })
  return { ...page, projects: page.projects.map((project) => ({ ...project, ...contents(project.id) }) as ProjectEx) }
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
