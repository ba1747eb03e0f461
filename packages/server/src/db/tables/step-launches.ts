import type { Reader, Tx } from '../../scope.ts'

/** The key of a launch by our controllers: a launch with a known key gives the task that it made. */
export interface StepLaunchKey {
  readonly run: string
  readonly step: string
  readonly attempt: number
}

/** The task that a launch has made. */
export async function findStepLaunch({ db }: Pick<Reader, 'db'>, { run, step, attempt }: StepLaunchKey): Promise<string | undefined> {
  const row = await db
    .selectFrom('step_launch')
    .select('task')
    .where('run', '=', run)
    .where('step', '=', step)
    .where('attempt', '=', attempt)
    .executeTakeFirst()
  return row?.task
}

export async function addStepLaunch({ db, company, now }: Tx, key: StepLaunchKey, task: string): Promise<void> {
  await db
    .insertInto('step_launch')
    .values({ ...key, company, task, created: now() })
    .execute()
}
