import { sql } from 'kysely'
import type { Reader } from '../../scope.ts'
import { storedProjectName } from '../sql/project-name.ts'

/** The newest run of a pipeline: its controller, which is named `NAME`, or `NAME #2` and so on. `project`: the path in or below which it lies. */
export async function findNewestRun({ db, company }: Reader, name: string, project: string | undefined) {
  let query = db
    .selectFrom('task as t')
    .leftJoin('project as p', 'p.id', 't.project')
    .select(['t.id', 't.name', 't.project'])
    .where('t.company', '=', company)
    .where('t.type', '=', 'controller')
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('task_tag as g')
          .select('g.tag')
          .whereRef('g.task', '=', 't.id')
          .where('g.kind', '=', 'system_tags')
          .where('g.tag', '=', 'pipeline'),
      ),
    )
    .where((eb) => eb.or([eb('t.name', '=', name), eb(sql`substr(t.name, 1, ${sql.lit(name.length + 2)})`, '=', `${name} #`)]))
    .orderBy('t.created', 'desc')
    .orderBy('t.id', 'desc')
    .limit(200)
  if (project !== undefined) {
    const path = storedProjectName(project)
    query = query.where((eb) => eb.or([eb('p.name', '=', path), eb(sql`substr(p.name, 1, ${sql.lit(path.length + 1)})`, '=', `${path}/`)]))
  }
  const runs = await query.execute()
  // `NAME #3 of yours` is another pipeline.
  return runs.find((run) => runNumber(run.name, name) !== undefined)
}

/** The number of a run by its name; undefined if the name is not that of a run of the pipeline. */
export function runNumber(run: string, pipeline: string): number | undefined {
  if (run === pipeline) return 1
  const digits = run.startsWith(`${pipeline} #`) ? run.slice(pipeline.length + 2) : ''
  return /^\d+$/.test(digits) ? Number(digits) : undefined
}
