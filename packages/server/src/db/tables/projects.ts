import type { Updateable } from 'kysely'
import type { Actor, Reader, Tx } from '../../scope.ts'
import { ActionError } from '../../errors.ts'
import { refuseTaken } from '../connection/refuse-taken.ts'
import { lockedFor, type ReadFor } from '../sql/lock-row.ts'
import { projectParts, storedProjectName } from '../sql/project-name.ts'
import type { ProjectTable } from '../schema.ts'
import { replaceTags } from './tags.ts'
import { defined } from '../../defined.ts'

export async function findProject(scope: Reader, id: string, purpose: ReadFor = 'refer') {
  const projects = scope.db.selectFrom('project').selectAll().where('id', '=', id).where('company', 'in', [scope.company, ''])
  const project = await lockedFor(scope, projects, purpose).executeTakeFirst()
  if (project === undefined) throw new ActionError('project_not_found', { project: id })
  return project
}

/** The same, for a project that is to be changed: in a transaction its row is locked. */
export async function findOwnProject(scope: Reader, id: string, purpose: 'change' | 'remove' = 'change') {
  const project = await findProject(scope, id, purpose)
  if (project.company !== scope.company) throw new ActionError('read_only', { project: id })
  return project
}

export interface NewProject {
  readonly name: string
  readonly description?: string | undefined
  readonly tags?: readonly string[] | undefined
  readonly systemTags?: readonly string[] | undefined
  readonly defaultOutputDestination?: string | undefined
}

/** Adds a project, and the missing ones above it. */
export async function addProject(actor: Actor, project: NewProject): Promise<string> {
  return insertProject(actor, projectParts(project.name), project)
}

async function insertProject(
  actor: Actor,
  parts: readonly string[],
  { name: given, description = '', tags = [], systemTags = [], defaultOutputDestination }: Partial<NewProject> = {},
): Promise<string> {
  const parent = parts.length === 1 ? null : await ensureProject(actor, parts.slice(0, -1))
  const { db, company, user, attempt, now, newId } = actor
  const id = newId()
  const name = parts.join('/')
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
export async function renameProject(
  { db, company }: Tx,
  project: { readonly id: string; readonly name: string },
  name: string,
): Promise<void> {
  const parts = projectParts(name)
  const path = parts.join('/')
  await refuseTaken(name, () =>
    db
      .updateTable('project')
      .set({ name: path, basename: defined(parts.at(-1)) })
      .where('id', '=', project.id)
      .execute(),
  )
  const prefix = `${project.name}/`
  await db
    .updateTable('project')
    .set((eb) => ({ name: eb(eb.val(`${path}/`), '||', eb.fn<string>('substr', ['name', eb.val([...prefix].length + 1)])) }))
    .where('company', '=', company)
    .where('name', '>', prefix)
    .where('name', '<', `${project.name}0`)
    .execute()
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

/** The ids of a project and all projects below it. */
export async function projectsFrom(
  { db, company }: Reader,
  { id, name }: { readonly id: string; readonly name: string },
): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('project')
    .select('id')
    .where('company', '=', company)
    .where((eb) => eb.or([eb('id', '=', id), eb.and([eb('name', '>', `${name}/`), eb('name', '<', `${name}0`)])]))
    .execute()
  return rows.map((row) => row.id)
}

/** How many tasks and models the projects contain. */
export async function contentsOf({ db }: Pick<Reader, 'db'>, projects: readonly string[]) {
  const { n: tasks } = await db
    .selectFrom('task')
    .select(({ fn }) => fn.countAll<number>().as('n'))
    .where('project', 'in', projects)
    .executeTakeFirstOrThrow()
  const { n: models } = await db
    .selectFrom('model')
    .select(({ fn }) => fn.countAll<number>().as('n'))
    .where('project', 'in', projects)
    .executeTakeFirstOrThrow()
  return { tasks, models }
}

/** Deletes projects. Their tasks and models belong to no project afterwards. */
export async function deleteProjects({ db, now, recordChange }: Tx, ids: readonly string[]): Promise<void> {
  await db.updateTable('task').set({ project: null }).where('project', 'in', ids).execute()
  await db.updateTable('model').set({ project: null }).where('project', 'in', ids).execute()
  await db.deleteFrom('project_tag').where('project', 'in', ids).execute()
  await db.deleteFrom('project').where('id', 'in', ids).execute()
  for (const id of ids) recordChange({ entity: 'project', id, project: id, kind: 'deleted', rev: now() })
}
