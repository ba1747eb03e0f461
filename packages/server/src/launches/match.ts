import type { Reader, Tx } from '../scope.ts'
import { json } from '../db/json.ts'
import { type Definition, stepName } from './definition.ts'

/** Which launch of which life of a controller. */
export interface LaunchPlace {
  readonly controller: string
  readonly generation: number
  /** The controller's attempt. */
  readonly incarnation: number
  readonly step: string
}

export interface Match {
  /** How many launches of the same step and definition this incarnation has made before this one. */
  readonly ordinal: number
  /** The task of the same launch of an earlier incarnation. */
  readonly task: string | undefined
}

/** The k-th launch of a step and definition is the k-th of earlier incarnations of the same generation; never are two of one incarnation the same. */
export async function matchLaunch(
  { db, company }: Reader,
  { controller, generation, incarnation, step }: LaunchPlace,
  { hash }: Definition,
): Promise<Match> {
  const same = db
    .selectFrom('launch')
    .where('company', '=', company)
    .where('controller', '=', controller)
    .where('generation', '=', generation)
    .where('step', '=', step)
    .where('definition', '=', hash)
  const { n: ordinal } = await same
    .select(({ fn }) => fn.countAll<number>().as('n'))
    .where('incarnation', '=', incarnation)
    .executeTakeFirstOrThrow()
  const earlier = await same
    .select('task')
    .where('incarnation', '<', incarnation)
    .where('ordinal', '=', ordinal)
    .where('reusable', '=', 1)
    .orderBy('incarnation', 'desc')
    .orderBy('id', 'desc')
    .executeTakeFirst()
  return { ordinal, task: earlier?.task }
}

export async function noteLaunch(
  { db, company, now }: Tx,
  place: LaunchPlace,
  { hash, parts }: Definition,
  ordinal: number,
  task: string,
): Promise<void> {
  await db
    .insertInto('launch')
    .values({ ...place, company, ordinal, definition: hash, parts: json(JSON.parse(parts)), task, created: now(), reusable: 1 })
    .execute()
}

/** The task and attempt behind each parent of a step, as this incarnation launched them. A name that several nodes share says nothing. */
export async function parentsOf({ db, company }: Reader, { controller, generation, incarnation, step }: LaunchPlace): Promise<string[]> {
  const config = await db
    .selectFrom('task_config')
    .select('value')
    .where('task', '=', controller)
    .where('name', '=', 'Pipeline')
    .executeTakeFirst()
  const names = parentNames(config?.value ?? '{}', step)
  if (names.length === 0) return []
  const rows = await db
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
    .where('l.step', 'in', names)
    .execute()
  return names.flatMap((name) => {
    const launched = rows.filter((row) => row.step === name)
    return launched.length === 1 ? [`${launched[0]!.task}:${launched[0]!.attempt ?? 0}`] : []
  })
}

function parentNames(pipeline: string, step: string): string[] {
  try {
    const nodes = JSON.parse(pipeline) as Readonly<Record<string, { readonly parents?: readonly string[] }>>
    return (nodes[step]?.parents ?? []).map(stepName)
  } catch {
    // Not ClearML's form: the parameters still name the parents.
    return []
  }
}
