import { recordOf } from '@clearway/contract/is-record'
import type { Import } from './import.ts'
import { type Doc, idOf, textOf } from './mapping/fields.ts'
import { whyItStays } from './why-it-stays.ts'
import { mapProject } from './mapping/project.ts'

/** How many rows are written at a time. */
const atOnce = 100

/** Brings the users' names. They cannot log in. */
export async function bringUsers({ source, target, totals }: Pick<Import, 'source' | 'target' | 'totals'>): Promise<void> {
  const names = new Map<string, string>()
  for (let page = 0, before = -1; names.size > before; page += 1) {
    before = names.size
    const { users } = await source.read((api) => api.users.get_all({ page, page_size: 500 }))
    for (const { id, name } of users as readonly Doc[]) names.set(idOf(id) ?? '', textOf(name) ?? '')
  }
  const named = [...names].flatMap(([id, name]) => (id === '' || name === '' ? [] : [{ id, name }]))
  for (const some of slices(named)) {
    const { users: added } = await target.call((api) => api.imports.put({ source: source.id, users: some }))
    totals.add('users', added)
  }
}

/** Brings projects, those above before those below, because the list is in the order of names. */
export async function bringProjects({ kind, source, target, totals, show }: Import, projects: readonly Doc[]): Promise<void> {
  const mapped = projects
    .map(mapProject)
    .map(({ user, ...project }) => ({ ...project, ...(kind === 'push' || user === undefined ? {} : { user }) }))
  for (const some of slices(mapped)) {
    const put = await target.call((api) => api.imports.put({ source: source.id, projects: some }))
    for (const { id, outcome } of put.projects) {
      const why = whyItStays(kind, outcome)
      if (why !== undefined) totals.skip('project', why, id)
      else if (outcome === 'created') totals.add('projects')
    }
    show()
  }
}

const withHidden = { search_hidden: true } as const

/** The system tags that each server gives to queues of its own: which one is the default, and which are paused. */
const ofServer: readonly string[] = ['default', 'paused']

/** Our server's queues by their ids on the other server. A queue that ours lacks is made, with its tags and metadata. */
export async function bringQueues({
  source,
  target,
  totals,
}: Pick<Import, 'source' | 'target' | 'totals'>): Promise<ReadonlyMap<string, string>> {
  const there = (await source.read((api) => api.queues.get_all(withHidden))).queues
  const here = new Map((await target.call((api) => api.queues.get_all(withHidden))).queues.map(({ id, name }) => [name, id]))
  const queues = new Map<string, string>()
  for (const { id, name = '', tags = [], system_tags: given = [], metadata } of there) {
    const known = here.get(name)
    if (known === undefined && name.length < 3) {
      totals.skip('queue', 'its name is too short', id)
      continue
    }
    if (known === undefined) totals.add('queues')
    const systemTags = given.filter((tag) => !ofServer.includes(tag))
    queues.set(
      id,
      known ?? (await target.call((api) => api.queues.create({ name, tags, system_tags: systemTags, metadata: recordOf(metadata) }))).id,
    )
  }
  return queues
}

/** Our server's queues by their ids on the other server: those that both have under the same name. */
export async function queuesOfBoth({ source, target }: Pick<Import, 'source' | 'target'>): Promise<ReadonlyMap<string, string>> {
  const there = (await source.read((api) => api.queues.get_all(withHidden))).queues
  const here = new Map((await target.call((api) => api.queues.get_all(withHidden))).queues.map(({ id, name }) => [name, id]))
  return new Map(there.flatMap(({ id, name }) => (here.has(name) ? [[id, here.get(name) ?? ''] as const] : [])))
}

function slices<T>(rows: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(rows.length / atOnce) }, (_, index) => rows.slice(index * atOnce, (index + 1) * atOnce))
}
