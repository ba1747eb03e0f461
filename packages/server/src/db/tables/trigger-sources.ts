import type { TaskType, TriggerEntity } from '@clearway/contract'
import type { Reader } from '../../scope.ts'

/** A task or model, as the conditions of triggers see it. */
export interface Source {
  readonly id: string
  readonly name: string
  readonly project: string | null
  /** The path of the project; empty if there is none. */
  readonly projectName: string
  readonly tags: readonly string[]
  /** The type of a task. */
  readonly type: TaskType | undefined
  /** The address of a model's file; empty for a task. */
  readonly url: string
}

/** Reads the task or model that an event is about; undefined if it was deleted. */
export async function readSource(reader: Reader, entity: TriggerEntity, id: string): Promise<Source | undefined> {
  const { db, company } = reader
  const row =
    entity === 'task'
      ? await db
          .selectFrom('task')
          .leftJoin('project', 'project.id', 'task.project')
          .select(['task.id', 'task.name', 'task.project', 'task.type', 'project.name as projectName'])
          .where('task.id', '=', id)
          .where('task.company', '=', company)
          .executeTakeFirst()
      : await db
          .selectFrom('model')
          .leftJoin('project', 'project.id', 'model.project')
          .select(['model.id', 'model.name', 'model.project', 'model.uri', 'project.name as projectName'])
          .where('model.id', '=', id)
          .where('model.company', '=', company)
          .executeTakeFirst()
  if (row === undefined) return undefined
  const tags =
    entity === 'task'
      ? await db.selectFrom('task_tag').select('tag').where('task', '=', id).execute()
      : await db.selectFrom('model_tag').select('tag').where('model', '=', id).execute()
  return {
    id: row.id,
    name: row.name,
    project: row.project,
    projectName: row.projectName ?? '',
    tags: tags.map(({ tag }) => tag),
    type: 'type' in row ? row.type : undefined,
    url: 'uri' in row ? row.uri : '',
  }
}

/** How many levels of launchers are searched. */
const deepest = 100

/**
 * The task, or the task that made a model, and the tasks that have started it: by maker, and by parent if that is a controller. Other parents are
 * originals of clones.
 */
export async function launchersOf({ db, company }: Reader, entity: TriggerEntity, id: string): Promise<string[]> {
  const found = new Set<string>()
  let level = entity === 'task' ? [id] : await makersOfModel(db, id)
  for (let depth = 0; depth < deepest && level.length > 0; depth += 1) {
    for (const task of level) found.add(task)
    const rows = await db
      .selectFrom('task as t')
      .leftJoin('task as p', 'p.id', 't.parent')
      .select(['t.maker', 't.parent', 'p.type as parentType'])
      .where('t.id', 'in', level)
      .where('t.company', '=', company)
      .execute()
    const above = rows.flatMap(({ maker, parent, parentType }) => [maker, parentType === 'controller' ? parent : null])
    level = [...new Set(above)].filter((task) => task !== null && !found.has(task)) as string[]
  }
  return [...found]
}

async function makersOfModel(db: Reader['db'], id: string): Promise<string[]> {
  const row = await db.selectFrom('model').select(['task', 'maker']).where('id', '=', id).executeTakeFirst()
  return [row?.task, row?.maker].filter((task) => typeof task === 'string')
}
