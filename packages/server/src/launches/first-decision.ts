import type { OperationTx } from '../context.ts'
import { parse } from '../db/json.ts'
import type { Definition, LaunchParts } from './definition.ts'
import type { LaunchPlace } from './match.ts'

/** Ends of a controller's attempt that were nobody's decision. */
const notDecided = ['lost', 'handed_back', 'expired', 'moved']

export interface FirstDecision {
  readonly task: string
  /** What the new launch asks for differently: the paths of its parts. */
  readonly differs: readonly string[]
}

/**
 * After a crash with unchanged code the first decision stands: the launch in the same place is the same, even where a parameter holds a new time
 * stamp or seed. Not after a restart that somebody asked for, not for decorator controllers, whose function may have branched differently, and
 * not where a parent's results are others.
 */
export async function firstDecision(
  { db, company, settings }: OperationTx,
  { controller, generation, incarnation, step }: LaunchPlace,
  definition: Definition,
): Promise<FirstDecision | undefined> {
  if (settings.resume === 'strict') return undefined
  const before = await db
    .selectFrom('attempt')
    .select('ended_as')
    .where('task', '=', controller)
    .where('number', '=', incarnation - 1)
    .executeTakeFirst()
  if (before?.ended_as === null || before === undefined || !notDecided.includes(before.ended_as)) return undefined
  const { script } = await db.selectFrom('task').select('script').where('id', '=', controller).executeTakeFirstOrThrow()
  if (script.includes('PipelineDecorator')) return undefined
  const launches = await db
    .selectFrom('launch')
    .select(['task', 'parts', 'incarnation'])
    .where('company', '=', company)
    .where('controller', '=', controller)
    .where('generation', '=', generation)
    .where('step', '=', step)
    .where('reusable', '=', 1)
    .orderBy('id')
    .execute()
  const place = launches.filter((launch) => launch.incarnation === incarnation).length
  const earlier = launches.filter((launch) => launch.incarnation < incarnation)
  const latest = Math.max(...earlier.map((launch) => launch.incarnation))
  const found = earlier.filter((launch) => launch.incarnation === latest)[place]
  if (found === undefined) return undefined
  const [was, is] = [parse<LaunchParts>(found.parts), parse<LaunchParts>(definition.parts)]
  if (JSON.stringify(was.parents) !== JSON.stringify(is.parents)) return undefined
  return { task: found.task, differs: differences(was, is) }
}

function differences(was: LaunchParts, is: LaunchParts): string[] {
  return (['script', 'params', 'configurations', 'container'] as const).flatMap((part) => {
    const [a, b] = [was[part] as Readonly<Record<string, unknown>>, is[part] as Readonly<Record<string, unknown>>]
    const names = new Set([...Object.keys(a), ...Object.keys(b)])
    return [...names].filter((name) => JSON.stringify(a[name]) !== JSON.stringify(b[name])).map((name) => `${part} ${name}`)
  })
}
