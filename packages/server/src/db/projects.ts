import type { Actor, Reader } from '../scope.ts'
import { ActionError } from '../errors.ts'
import { isUniqueViolation } from './db-error.ts'
import { lockedFor, type ReadFor } from './lock-row.ts'
import { projectParts, storedProjectName } from './project-name.ts'
import { replaceTags } from './tags.ts'

export async function findProject(scope: Reader, id: string, purpose: ReadFor = 'refer') {
  const projects = scope.db.selectFrom('project').selectAll().where('id', '=', id).where('company', 'in', [scope.company, ''])
  const project = await lockedFor(scope, projects, purpose).executeTakeFirst()
  if (project === undefined) throw new ActionError('project_not_found', { project: id })
  return project
}

/** The same, for a project that is to be changed: in a transaction nobody else changes it from here on. */
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

/** Makes a project, and those above it that are missing. */
export async function addProject(
  actor: Actor,
  { name, description = '', tags = [], systemTags = [], defaultOutputDestination }: NewProject,
): Promise<string> {
  const parts = projectParts(name)
  const parent = parts.length === 1 ? null : await ensureProject(actor, parts.slice(0, -1))
  const { db, company, user, attempt, now, newId } = actor
  const id = newId()
  try {
    await db
      .insertInto('project')
      .values({
        id,
        company,
        user: user.id,
        maker: attempt?.task ?? null,
        name: parts.join('/'),
        basename: parts.at(-1)!,
        parent,
        description,
        default_output_destination: defaultOutputDestination ?? null,
        created: now(),
        last_update: now(),
        rev: 1,
      })
      .execute()
  } catch (error) {
    if (isUniqueViolation(error)) throw new ActionError('name_taken', { name }, { cause: error })
    throw error
  }
  await replaceTags(actor, 'project', id, { tags, system_tags: systemTags })
  actor.recordChange({ entity: 'project', id, project: id, kind: 'created', rev: 1 })
  return id
}

async function ensureProject(actor: Actor, parts: readonly string[]): Promise<string> {
  const name = parts.join('/')
  const found = await findProjectByName(actor, name)
  if (found !== undefined) return found.id
  const parent = parts.length === 1 ? null : await ensureProject(actor, parts.slice(0, -1))
  const { db, company, user, attempt, now, newId } = actor
  const id = newId()
  await db
    .insertInto('project')
    .values({
      id,
      company,
      user: user.id,
      maker: attempt?.task ?? null,
      name,
      basename: parts.at(-1)!,
      parent,
      description: '',
      default_output_destination: null,
      created: now(),
      last_update: now(),
      rev: 1,
    })
    .execute()
  actor.recordChange({ entity: 'project', id, project: id, kind: 'created', rev: 1 })
  return id
}

export async function findProjectByName({ db, company }: Reader, name: string) {
  return db
    .selectFrom('project')
    .select(['id', 'name'])
    .where('company', '=', company)
    .where('name', '=', storedProjectName(name))
    .executeTakeFirst()
}
