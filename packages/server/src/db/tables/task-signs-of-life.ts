import type { Reader, Tx } from '../../scope.ts'
import { activeDuration } from '../sql/active-duration.ts'
import { lockTask } from './tasks.ts'

/** Records a sign of life: updates the task's times and nothing else. */
export async function recordPing({ db, company, now }: Tx, id: string): Promise<void> {
  const at = now()
  await db
    .updateTable('task')
    .set({ last_update: at, active_duration: activeDuration(at) })
    .where('id', '=', id)
    .where('company', '=', company)
    .execute()
}

/** Up to a hundred silent tasks, over all companies. */
export async function silentTasks({ db }: Pick<Reader, 'db'>, since: number) {
  return silent(db, since).select(['t.id', 't.company']).limit(100).execute()
}

/** Whether a task is silent. Its row is locked before, so it stays silent until the transaction ends. */
export async function isSilent(tx: Tx, id: string, since: number): Promise<boolean> {
  await lockTask(tx, id)
  return (await silent(tx.db, since).select('t.id').where('t.id', '=', id).executeTakeFirst()) !== undefined
}

/** The tasks in progress outside of any agent and of the server that have reported nothing since a time. */
function silent(db: Reader['db'], since: number) {
  return db
    .selectFrom('task as t')
    .where('t.status', '=', 'in_progress')
    .where('t.last_update', '<', since)
    .where('t.driver', 'is', null)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb.selectFrom('attempt as a').select('a.id').whereRef('a.task', '=', 't.id').where('a.state', 'in', ['claimed', 'running']),
        ),
      ),
    )
}

/** Records that a worker reported a task as its own. */
export async function recordWorkerReport({ db, company, now }: Tx, task: string, worker: string): Promise<void> {
  const at = now()
  await db
    .updateTable('task')
    .set({ last_worker: worker, last_worker_report: at, last_update: at })
    .where('id', '=', task)
    .where('company', '=', company)
    .execute()
}
