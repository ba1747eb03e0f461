import { pipelineProjectName } from '@clearway/contract/pipeline-project'
import { sql } from 'kysely'
import { defined } from '../../defined.ts'
import type { Actor, Reader } from '../../scope.ts'
import { dialectOf } from '../connection/dialect.ts'
import { inList } from '../sql/in-list.ts'
import { isCloneOfRun } from '../sql/clone-of-run.ts'
import { controllerType } from '../sql/controller-type.ts'
import { isShownRun } from '../sql/shown-run.ts'
import { jsonTexts } from '../sql/json-text.ts'
import { storedProjectName } from '../sql/project-name.ts'
import { isTagged } from './tags.ts'
import { recordQueueChange } from './queues.ts'
import { editTask, rowColumns, type TaskRow } from './tasks.ts'

export type PipelineProject = Awaited<ReturnType<typeof pipelineProjects>>[number]

/** The projects that hold the runs of a pipeline each. The project above them that only groups them can have their tag, as in ClearML. */
function pipelineProjectRows({ db, company }: Reader) {
  return db
    .selectFrom('project as p')
    .innerJoin('project_tag as g', 'g.project', 'p.id')
    .where('g.company', '=', company)
    .where('g.kind', '=', 'system_tags')
    .where('g.tag', '=', 'pipeline')
    .where('p.company', '=', company)
    .where('p.basename', '<>', '.pipelines')
}

/** All of them. */
export async function pipelineProjects(reader: Reader) {
  return pipelineProjectRows(reader).select(['p.id', 'p.name']).execute()
}

/** All of them, in the order of their names. */
export async function namedPipelineProjects(reader: Reader) {
  return pipelineProjectRows(reader).select(['p.id', 'p.name']).orderBy('p.name').orderBy('p.id').execute()
}

/** When the newest run in each of these projects was made, of the runs that lists show. */
export async function newestRunTimes({ db, company }: Reader, projects: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom('project as p')
    .select((eb) => [
      'p.id',
      eb
        .selectFrom('task as t')
        .select('t.created')
        .where('t.company', '=', company)
        .whereRef('t.project', '=', 'p.id')
        .where(isShownRun('t'))
        .orderBy('t.created', 'desc')
        .orderBy('t.id', 'desc')
        .limit(1)
        .as('made'),
    ])
    .where(inList(sql.ref('p.id'), projects, dialectOf(db)))
    .execute()
  return new Map(rows.flatMap(({ id, made }) => (made === null ? [] : [[id, Number(made)] as const])))
}

/**
 * Of these projects those that hold the runs of pipelines of this name: all of them, or the one that is directly in the project `above`, or if there is
 * none, those further below it.
 */
export function projectsOfPipeline(all: readonly PipelineProject[], name: string, above: string | undefined): PipelineProject[] {
  const folder = pipelineProjectName('', name)
  const rows = all.filter((one) => one.name === folder || one.name.endsWith(`/${folder}`))
  if (above === undefined) return rows
  const path = above === '' ? '' : `${storedProjectName(above)}/`
  const direct = rows.filter((one) => one.name === `${path}${folder}`)
  return direct.length > 0 ? direct : rows.filter((one) => path !== '' && one.name.startsWith(path))
}

/** The newest run in a project that a new run can be started like, of one version if it is given: also a draft, but no archived one. */
export async function newestRunToCopy({ db, company }: Reader, project: string, version: string | undefined): Promise<string | undefined> {
  let query = db
    .selectFrom('task as t')
    .select('t.id')
    .where('t.company', '=', company)
    .where('t.project', '=', project)
    .where('t.type', '=', controllerType)
    .where(isTagged('t.id', 'pipeline'))
    .where((eb) => eb.not(isTagged('t.id', 'archived')))
    .orderBy('t.created', 'desc')
    .orderBy('t.id', 'desc')
    .limit(1)
  if (version !== undefined) query = query.where(jsonTexts(db, 't.runtime')('version'), '=', version)
  return (await query.executeTakeFirst())?.id
}

/** The version of the newest run in a project that has one, and the hash of what it does. */
export async function latestVersion(
  { db, company }: Reader,
  project: string,
): Promise<{ readonly version: string; readonly hash?: string } | undefined> {
  const field = jsonTexts(db, 't.runtime')
  const row = await db
    .selectFrom('task as t')
    .select([field('version').as('version'), field('pipeline_hash').as('hash')])
    .where('t.company', '=', company)
    .where('t.project', '=', project)
    .where('t.type', '=', controllerType)
    .where(isTagged('t.id', 'pipeline'))
    .where(field('version'), 'is not', null)
    .orderBy('t.created', 'desc')
    .orderBy('t.id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.version ? { version: row.version, ...(row.hash === null ? {} : { hash: row.hash }) } : undefined
}

/** The names of the runs in a project that begin with a name. */
export async function runNamesIn(reader: Reader, project: string | null, name: string): Promise<readonly string[]> {
  return (await runsNamed(reader, project, name)).map((run) => run.name)
}

/** The runs in a project whose names begin with a name. */
export async function runsNamed({ db, company }: Reader, project: string | null, name: string) {
  const rows = await db
    .selectFrom('task as t')
    .select(['t.id', 't.name'])
    .where('t.company', '=', company)
    .where('t.project', project === null ? 'is' : '=', project)
    .where('t.type', '=', controllerType)
    .where(isTagged('t.id', 'pipeline'))
    .execute()
  return rows.filter((row) => row.name.startsWith(name))
}

/** The live runs of a pipeline, by the pipeline's project. */
export async function liveRunsIn(reader: Reader, project: string): Promise<TaskRow[]> {
  return liveRuns(reader).where('project', '=', project).orderBy('id', 'desc').execute()
}

/** The live runs that a run has started as steps. */
export async function innerRuns(reader: Reader, run: string): Promise<TaskRow[]> {
  return liveRuns(reader)
    .where('parent', '=', run)
    .where((eb) => eb.not(isCloneOfRun('task')))
    .orderBy('id')
    .execute()
}

function liveRuns({ db, company }: Reader) {
  return db
    .selectFrom('task')
    .select(rowColumns)
    .where('company', '=', company)
    .where('type', '=', controllerType)
    .where('status', 'in', ['queued', 'in_progress'])
}

/** Keeps agents from claiming a run and its steps, or lets them claim these again. */
export async function setRunPaused(tx: Actor, task: TaskRow, isPaused: boolean): Promise<void> {
  const paused = isPaused ? 1 : 0
  const { id: run } = task
  await editTask(tx, task, { paused }, { kind: 'status', update: false })
  const held = await tx.db
    .updateTable('queue_entry')
    .set({ paused })
    .where('company', '=', tx.company)
    .where((eb) => {
      const parts = eb
        .selectFrom('task as t')
        .select('t.id')
        .where('t.parent', '=', run)
        .where(eb.not(isCloneOfRun('t')))
      return eb.or([eb('task', '=', run), eb('task', 'in', parts)])
    })
    .returning('queue')
    .execute()
  for (const queue of new Set(held.map((entry) => entry.queue))) await recordQueueChange(tx, queue)
  if (!isPaused) tx.notify('work')
}

/** The attempts of paused runs that hold a slot although none of their steps runs, over all companies; with `run`, those of this run. */
export async function idlePausedRuns({ db }: Pick<Reader, 'db'>, run?: string) {
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
    .$if(run !== undefined, (query) => query.where('t.id', '=', defined(run)))
    .execute()
}

/** The ids of all runs in a project, archived or not. */
export async function runsIn({ db, company }: Reader, project: string): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('task')
    .select('id')
    .where('company', '=', company)
    .where('project', '=', project)
    .where('type', '=', controllerType)
    .orderBy('id')
    .execute()
  return rows.map(({ id }) => id)
}
