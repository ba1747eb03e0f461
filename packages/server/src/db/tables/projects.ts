import type { Selectable, Updateable } from 'kysely'
import type { Actor, Reader, Tx } from '../../scope.ts'
import { ActionError } from '../../errors.ts'
import { refuseTaken } from '../connection/refuse-taken.ts'
import { lockedFor, type ReaderFor, type ReadFor, withRowLock } from '../sql/lock-row.ts'
import { type Given, preparedRead } from '../sql/prepared.ts'
import { projectParts, refuseTooDeep, storedProjectName } from '../sql/project-name.ts'
import type { ProjectTable } from '../schema.ts'
import { replaceTags } from './tags.ts'
import { defined } from '../../defined.ts'

export async function findProject<P extends ReadFor = 'refer'>(scope: ReaderFor<P>, id: string, purpose = 'refer' as P) {
  const { db, company } = scope
  const [project] = (await projectById(db, { id, company }, db.isTransaction ? purpose : 'read')).rows
  if (project === undefined) throw new ActionError('project_not_found', { project: id })
  return project
}

const projectById = preparedRead((db, given: Given<{ id: string; company: string }>, purpose) => {
  const query = db
    .selectFrom('project')
    .selectAll()
    .where('id', '=', given('id'))
    .where('company', 'in', [given('company'), ''])
  return (purpose === 'read' ? query : withRowLock(db, query, purpose as ReadFor)).compile()
})

/** A project that is to be changed, or to `refer` to which something is put into it. Refuses a public one. */
export async function findOwnProject<P extends ReadFor = 'change'>(scope: ReaderFor<P>, id: string, purpose = 'change' as P) {
  const project = await findProject(scope, id, purpose)
  if (project.company !== scope.company) throw new ActionError('read_only', { project: id })
  return project
}

/** Refuses a public project. One that is not there is accepted. */
export async function refusePublicProject({ db, company }: Reader, id: string): Promise<void> {
  const row = await db.selectFrom('project').select('id').where('id', '=', id).where('company', '<>', company).executeTakeFirst()
  if (row !== undefined) throw new ActionError('read_only', { project: id })
}

export interface NewProject {
  readonly name: string
  readonly description?: string | undefined
  readonly tags?: readonly string[] | undefined
  readonly systemTags?: readonly string[] | undefined
  readonly defaultOutputDestination?: string | undefined
  /** Default: a new id. */
  readonly id?: string | undefined
}

/** Adds a project, and the missing ones above it. */
export async function addProject(actor: Actor, project: NewProject): Promise<string> {
  return insertProject(actor, projectParts(project.name), project)
}

async function insertProject(
  actor: Actor,
  parts: readonly string[],
  { name: given, description = '', tags = [], systemTags = [], defaultOutputDestination, id: givenId }: Partial<NewProject> = {},
): Promise<string> {
  const parent = parts.length === 1 ? null : await ensureProject(actor, parts.slice(0, -1))
  const { db, company, user, attempt, now, newId } = actor
  const id = givenId ?? newId()
  const name = parts.join('/')
  await refusePublicName(actor, name)
  await refuseTaken(given ?? name, () =>
    db
      .insertInto('project')
      .values({
        id,
        company,
        user: user.id,
        maker: attempt?.task ?? null,
        name,
        basename: defined(parts.at(-1)),
        parent,
        description,
        default_output_destination: defaultOutputDestination ?? null,
        created: now(),
        last_update: now(),
        rev: 1,
      })
      .execute(),
  )
  await replaceTags(actor, 'project', id, { tags, system_tags: systemTags })
  actor.recordChange({ entity: 'project', id, project: id, kind: 'created', rev: 1 })
  return id
}

/** Refuses the name of a public project, which would be found under the same name. Source: ClearML server 2.3.0. */
async function refusePublicName({ db }: Reader, name: string): Promise<void> {
  const found = await db.selectFrom('project').select('id').where('company', '=', '').where('name', '=', name).executeTakeFirst()
  if (found !== undefined) throw new ActionError('public_project_exists', { name, project: found.id })
}

/** The project with this path, which is added if it is missing. Above a new project a path may be shorter than a client's name may be. */
async function ensureProject(actor: Actor, parts: readonly string[]): Promise<string> {
  return (await findProjectByName(actor, parts.join('/')))?.id ?? insertProject(actor, parts)
}

export async function findProjectByName({ db, company }: Reader, name: string) {
  return db
    .selectFrom('project')
    .select(['id', 'name'])
    .where('company', '=', company)
    .where('name', '=', storedProjectName(name))
    .executeTakeFirst()
}

/** Renames a project within its parent, and with it all projects below. Refuses a path that another project has. */
export async function renameProject(tx: Tx, project: PlacedProject, name: string): Promise<void> {
  await setPath(tx, project, { path: projectParts(name).join('/'), parent: project.parent })
}

type PlacedProject = Pick<Selectable<ProjectTable>, 'id' | 'name' | 'basename' | 'parent'>

/** Moves a project, with all below it, into another one; without that to the top. Returns how many projects moved. */
export async function relocateProject(
  tx: Tx,
  project: PlacedProject,
  into: { readonly id: string; readonly name: string } | undefined,
): Promise<number> {
  const path = into === undefined ? project.basename : `${into.name}/${project.basename}`
  return setPath(tx, project, { path, parent: into?.id ?? null })
}

/** Gives a project another path and parent, and all projects below it the paths that follow. Returns how many projects changed. */
async function setPath(
  { db, company }: Tx,
  project: PlacedProject,
  { path, parent }: { readonly path: string; readonly parent: string | null },
): Promise<number> {
  const below = await db
    .selectFrom('project')
    .select('name')
    .where('company', '=', company)
    .where('name', '>', `${project.name}/`)
    .where('name', '<', `${project.name}0`)
    .execute()
  const levels = below.map(({ name }) => name.split('/').length - project.name.split('/').length)
  refuseTooDeep(path, Math.max(0, ...levels))
  await refuseTaken(path, async () => {
    await db
      .updateTable('project')
      .set({ name: path, basename: defined(path.split('/').at(-1)), parent })
      .where('id', '=', project.id)
      .execute()
    await db
      .updateTable('project')
      .set((eb) => ({ name: eb(eb.val(`${path}/`), '||', eb.fn<string>('substr', ['name', eb.val([...project.name].length + 2)])) }))
      .where('company', '=', company)
      .where('name', '>', `${project.name}/`)
      .where('name', '<', `${project.name}0`)
      .execute()
  })
  return below.length + 1
}

/** The projects that lie directly in one, in one order, to be moved with it. */
export async function childProjects(tx: Tx, parent: string) {
  const children = tx.db.selectFrom('project').selectAll().where('company', '=', tx.company).where('parent', '=', parent)
  return lockedFor(tx, children.orderBy('id'), 'change').execute()
}

export async function editProject({ db, now, recordChange }: Tx, id: string, set: Updateable<ProjectTable>): Promise<void> {
  const { rev } = await db
    .updateTable('project')
    .set((eb) => ({ ...set, last_update: now(), rev: eb('rev', '+', 1) }))
    .where('id', '=', id)
    .returning('rev')
    .executeTakeFirstOrThrow()
  recordChange({ entity: 'project', id, project: id, kind: 'edited', rev })
}

/** Moves the tasks and models of a project to another one, or to none. Returns how many. */
export async function moveContents(tx: Tx, from: string, to: string | null): Promise<number> {
  return (await setProject(tx, 'task', [from], to)) + (await setProject(tx, 'model', [from], to))
}

/** Moves the tasks or the models of projects to another project, or to none, and records it for the change stream. Returns how many. */
async function setProject(
  { db, now, recordChange }: Tx,
  table: 'task' | 'model',
  from: readonly string[],
  to: string | null,
): Promise<number> {
  const rows = await db
    .updateTable(table as 'task')
    .set((eb) => ({ project: to, last_change: now(), rev: eb('rev', '+', 1) }))
    .where('project', 'in', from)
    .returning(['id', 'rev'])
    .execute()
  for (const { id, rev } of rows) recordChange({ entity: table, id, project: to, kind: 'edited', rev })
  return rows.length
}

/** Deletes projects. Their tasks and models belong to no project afterwards. Returns how many tasks they held. */
export async function deleteProjects(tx: Tx, ids: readonly string[]): Promise<number> {
  const { db, now, recordChange } = tx
  const tasks = await setProject(tx, 'task', ids, null)
  await setProject(tx, 'model', ids, null)
  await db.deleteFrom('project_tag').where('project', 'in', ids).execute()
  await db.deleteFrom('project').where('id', 'in', ids).execute()
  for (const id of ids) recordChange({ entity: 'project', id, project: id, kind: 'deleted', rev: now() })
  return tasks
}
