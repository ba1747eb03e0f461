import type { Reader, Tx } from '../../scope.ts'
import { type Given, prepared, preparedRead } from '../sql/prepared.ts'

/** The key of a launch by one of Clearway's controllers. A launch with a known key returns the task that the first one made. */
export interface StepLaunchKey {
  readonly run: string
  readonly step: string
  readonly attempt: number
}

/** The task that a launch made; undefined if there was no such launch, or its task was deleted. */
export async function findStepLaunch({ db }: Pick<Reader, 'db'>, { run, step, attempt }: StepLaunchKey): Promise<string | undefined> {
  return (await launchByKey(db, { run, step, attempt })).rows[0]?.task
}

const launchByKey = preparedRead((db, given: Given<StepLaunchKey>) =>
  db
    .selectFrom('step_launch')
    .innerJoin('task', 'task.id', 'step_launch.task')
    .select('step_launch.task')
    .where('run', '=', given('run'))
    .where('step', '=', given('step'))
    .where('attempt', '=', given('attempt'))
    .compile(),
)

export async function addStepLaunch({ db, company, now }: Tx, key: StepLaunchKey, task: string): Promise<void> {
  const { run, step, attempt } = key
  await insertLaunch(db, { run, step, attempt, company, task, created: now() })
}

interface LaunchValues extends StepLaunchKey {
  readonly company: string
  readonly task: string
  readonly created: number
}

const insertLaunch = prepared((db, given: Given<LaunchValues>) =>
  db
    .insertInto('step_launch')
    .values({
      run: given('run'),
      step: given('step'),
      attempt: given('attempt'),
      company: given('company'),
      task: given('task'),
      created: given('created'),
      deadline: null,
    })
    .onConflict((on) =>
      on.columns(['run', 'step', 'attempt']).doUpdateSet({ task: given('task'), created: given('created'), deadline: null }),
    )
    .compile(),
)
