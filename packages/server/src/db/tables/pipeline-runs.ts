import type { Actor, Reader } from '../../scope.ts'
import { parseObject } from '../sql/unreadable.ts'
import { recordQueueChange } from './queues.ts'
import { editTask, rowColumns, type TaskRow } from './tasks.ts'

/** The projects that hold the runs of pipelines of this name, of one project above or of any. */
export async function pipelineProjects({ db, company }: Reader, name: string, above: string | undefined) {
  const folder = `.pipelines/${name}`
  const all = db.selectFrom('project').select(['id', 'name']).where('company', '=', company)
  if (above !== undefined) return all.where('name', '=', above === '' ? folder : `${above}/${folder}`).execute()
  const rows = await all.where('name', 'like', '%.pipelines/%').execute()
  return rows.filter((one) => one.name === folder || one.name.endsWith(`/${folder}`))
}

/** The newest controller in a project, of one version if it is given; archived ones are left out. */
export async function newestRun({ db, company }: Reader, project: string, version: string | undefined): Promise<string | undefined> {
  const rows = await db
    .selectFrom('task as t')
    .select(['t.id', 't.runtime'])
    .where('t.company', '=', company)
    .where('t.project', '=', project)
    .where('t.type', '=', 'controller')
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('task_tag as g')
            .select('g.task')
            .whereRef('g.task', '=', 't.id')
            .where('g.kind', '=', 'system_tags')
            .where('g.tag', '=', 'archived'),
        ),
      ),
    )
    .orderBy('t.created', 'desc')
    .orderBy('t.id', 'desc')
    .execute()
  return rows.find(({ runtime }) => version === undefined || parseObject<{ version?: unknown }>(runtime)?.version === version)?.id
}

/** The names of a project's controllers that begin with a name. */
export async function runNamesIn({ db, company }: Reader, project: string | null, name: string): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('task')
    .select('name')
    .where('company', '=', company)
    .where('project', project === null ? 'is' : '=', project)
    .where('type', '=', 'controller')
    .execute()
  return rows.flatMap((row) => (row.name.startsWith(name) ? [row.name] : []))
}

/** The live runs that a run has started as steps. */
export async function innerRuns({ db, company }: Reader, run: string): Promise<TaskRow[]> {
  return db
    .selectFrom('task')
    .select(rowColumns)
    .where('company', '=', company)
    .where('parent', '=', run)
    .where('type', '=', 'controller')
    .where('status', 'in', ['queued', 'in_progress'])
    .orderBy('id')
    .execute()
}

/** Keeps agents from claiming a run and its steps, or lets them claim these again. */
export async function setPaused(tx: Actor, task: TaskRow, isPaused: boolean): Promise<void> {
  const paused = isPaused ? 1 : 0
  const { id: run } = task
  await editTask(tx, task, { paused }, { kind: 'status', update: false })
  const held = await tx.db
    .updateTable('queue_entry')
    .set({ paused })
    .where('company', '=', tx.company)
    .where((eb) =>
      eb.or([
        eb('task', '=', run),
        eb('task', 'in', eb.selectFrom('task as t').select('t.id').where('t.parent', '=', run).where('t.type', '<>', 'controller')),
      ]),
    )
    .returning('queue')
    .execute()
  for (const queue of new Set(held.map((entry) => entry.queue))) await recordQueueChange(tx, queue)
  if (!isPaused) tx.notify('work')
}

/** Whether a task is a paused run, or a step of one. */
export async function isHeld({ db }: Pick<Reader, 'db'>, task: string): Promise<boolean> {
  const row = await db
    .selectFrom('task as t')
    .leftJoin('task as p', 'p.id', 't.parent')
    .select(['t.paused', 'p.paused as above'])
    .where('t.id', '=', task)
    .executeTakeFirst()
  return row !== undefined && (row.paused === 1 || row.above === 1)
}

/** The attempts of paused runs that hold a slot although none of their steps runs, over all companies. */
export async function idlePausedRuns({ db }: Pick<Reader, 'db'>) {
  return db
    .selectFrom('task as t')
    .innerJoin('attempt as a', 'a.task', 't.id')
    .select(['t.id as task', 't.company', 'a.id as attempt'])
    .where('t.paused', '=', 1)
    .where('t.status', '=', 'in_progress')
    .where('a.state', '=', 'running')
    .where('a.lane', '=', 'step')
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('task as c')
            .select('c.id')
            .whereRef('c.parent', '=', 't.id')
            .where('c.status', '=', 'in_progress')
            .where('c.paused', '=', 0),
        ),
      ),
    )
    .execute()
}
