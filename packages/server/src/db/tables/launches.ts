import type { Reader, Tx } from '../../scope.ts'
import { json } from '../sql/json.ts'

/** Identifies the launches of one step by one attempt of a Python controller. */
export interface LaunchKey {
  readonly controller: string
  readonly generation: number
  /** The number of the controller's attempt. */
  readonly incarnation: number
  readonly step: string
}

export interface NewLaunch {
  /** The hash of the definition. */
  readonly definition: string
  /** The parts of the definition, as JSON text. */
  readonly parts: string
  /** How many launches of the same step and definition the attempt has made before this one. */
  readonly ordinal: number
  readonly task: string
}

export async function addLaunch({ db, company, now }: Tx, key: LaunchKey, { parts, ...launch }: NewLaunch): Promise<void> {
  await db
    .insertInto('launch')
    .values({ ...key, ...launch, company, parts: json(JSON.parse(parts)), created: now(), reusable: 1 })
    .execute()
}

function sameLaunches({ db, company }: Reader, { controller, generation, step }: LaunchKey, definition: string) {
  return db
    .selectFrom('launch')
    .where('company', '=', company)
    .where('controller', '=', controller)
    .where('generation', '=', generation)
    .where('step', '=', step)
    .where('definition', '=', definition)
}

/** How many launches of a step and definition the controller's attempt has made. */
export async function countLaunches(reader: Reader, key: LaunchKey, definition: string): Promise<number> {
  const { n } = await sameLaunches(reader, key, definition)
    .select(({ fn }) => fn.countAll<number>().as('n'))
    .where('incarnation', '=', key.incarnation)
    .executeTakeFirstOrThrow()
  return n
}

/** The task of the launch with this ordinal by an earlier attempt of the controller; of several, the latest attempt's. */
export async function findEarlierLaunch(reader: Reader, key: LaunchKey, definition: string, ordinal: number): Promise<string | undefined> {
  const earlier = await sameLaunches(reader, key, definition)
    .select('task')
    .where('incarnation', '<', key.incarnation)
    .where('ordinal', '=', ordinal)
    .where('reusable', '=', 1)
    .orderBy('incarnation', 'desc')
    .orderBy('id', 'desc')
    .executeTakeFirst()
  return earlier?.task
}

/** The reusable launches of a step in one generation, in their order. */
export async function launchesOfStep({ db, company }: Reader, { controller, generation, step }: LaunchKey) {
  return db
    .selectFrom('launch')
    .select(['task', 'parts', 'incarnation'])
    .where('company', '=', company)
    .where('controller', '=', controller)
    .where('generation', '=', generation)
    .where('step', '=', step)
    .where('reusable', '=', 1)
    .orderBy('id')
    .execute()
}

/** Makes steps of a generation run again when their controller launches them next, whatever they did before. */
export async function markNotReusable(
  { db, company }: Tx,
  { controller, generation }: Pick<LaunchKey, 'controller' | 'generation'>,
  steps: readonly string[],
): Promise<void> {
  await db
    .updateTable('launch')
    .set({ reusable: 0 })
    .where('company', '=', company)
    .where('controller', '=', controller)
    .where('generation', '=', generation)
    .where('step', 'in', steps)
    .execute()
}

/** The launches of these steps by one attempt of the controller, each with the number of its task's latest attempt. */
export async function launchesWithAttempts(
  { db, company }: Reader,
  { controller, generation, incarnation }: LaunchKey,
  steps: readonly string[],
) {
  return db
    .selectFrom('launch as l')
    .select((eb) => [
      'l.step',
      'l.task',
      eb
        .selectFrom('attempt as a')
        .select(({ fn }) => fn.max('a.number').as('n'))
        .whereRef('a.task', '=', 'l.task')
        .as('attempt'),
    ])
    .where('l.company', '=', company)
    .where('l.controller', '=', controller)
    .where('l.generation', '=', generation)
    .where('l.incarnation', '=', incarnation)
    .where('l.step', 'in', steps)
    .execute()
}
