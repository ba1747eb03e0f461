import type { Reader, Tx } from '../../scope.ts'

/** The key of a launch by one of Clearway's controllers. A launch with a known key returns the task that the first one made. */
export interface StepLaunchKey {
  readonly run: string
  readonly step: string
  readonly attempt: number
}

/** The task that a launch made; undefined if there was no such launch, or its task was deleted. */
export async function findStepLaunch({ db }: Pick<Reader, 'db'>, { run, step, attempt }: StepLaunchKey): Promise<string | undefined> {
  const row = await db
    .selectFrom('step_launch')
    .innerJoin('task', 'task.id', 'step_launch.task')
    .select('step_launch.task')
    .where('run', '=', run)
    .where('step', '=', step)
    .where('attempt', '=', attempt)
    .executeTakeFirst()
  return row?.task
}

export async function addStepLaunch({ db, company, now }: Tx, key: StepLaunchKey, task: string): Promise<void> {
  await db
    .insertInto('step_launch')
    .values({ ...key, company, task, created: now(), deadline: null })
    .onConflict((on) => on.columns(['run', 'step', 'attempt']).doUpdateSet({ task, created: now(), deadline: null }))
    .execute()
}
