import { type Action, mayCall, type OwnedRow, type RowRule } from '@clearway/contract'
import type { Caller, Scope } from '../context.ts'
import { kinOf, runningLaunchersOf } from '../db/kinship.ts'
import { type Owners, ownersOf } from '../db/owners.ts'
import { ActionError } from '../errors.ts'
import { namedRows } from './named-rows.ts'

type Rules = Pick<Action, 'access' | 'attempt'>
type Asking = Scope & Pick<Caller, 'attempt'>
type Right = RowRule['right']

/** Refuses a call that its caller may not make, whatever rows it names. */
export function authorizeCall(caller: Caller | undefined, { access, attempt: may }: Rules): void {
  if (caller === undefined) {
    if (access !== 'anyone') throw new ActionError('no_credentials')
    return
  }
  const { user, attempt } = caller
  if (!mayCall(user.role, access)) throw new ActionError('access_denied', { access, role: user.role })
  if (attempt === undefined) return
  if (may === 'never') throw new ActionError('access_denied', { access, role: 'attempt' })
  // Late reports are kept under the attempt that sends them.
  if (attempt.live || may === 'reports') return
  // An attempt's credential is void at its end. A lost attempt that may be taken up again goes on reading.
  if (may !== 'reads' || (attempt.over && attempt.confined))
    throw new ActionError('attempt_ended', { attempt: attempt.id, task: attempt.task })
}

/** Refuses a call that names a row which the calling attempt may not change. Ids that name nothing are left to the action. */
export async function authorizeRows(ctx: Asking, { attempt: may }: Rules, input: unknown): Promise<void> {
  if (ctx.attempt?.confined !== true || typeof may === 'string') return
  for (const rule of may) await authorizeRow(ctx, rule, namedRows(rule, input))
}

/** The same for rows that the request does not name itself. */
export async function authorizeRow(
  ctx: Asking,
  { row, right }: { readonly row: OwnedRow; readonly right: Right },
  ids: readonly string[],
): Promise<void> {
  const { attempt } = ctx
  if (attempt?.confined !== true || (row === 'task' && ids.every((id) => id === attempt.task))) return
  await authorizeOwners(ctx, right, await ownersOf(ctx, row, ids))
}

/** Refuses what belongs to none of the tasks that the calling attempt may change. */
export async function authorizeOwners(ctx: Asking, right: Right, owners: Owners): Promise<void> {
  const foreign = await firstForeign(ctx, right, owners)
  if (foreign !== undefined) throw new ActionError('not_own', { row: foreign, attempt: ctx.attempt?.id, task: ctx.attempt?.task })
}

/** The first that the calling attempt may not change. */
export async function firstForeign(ctx: Asking, right: Right, owners: Owners): Promise<string | undefined> {
  const { attempt } = ctx
  if (attempt?.confined !== true || owners.size === 0) return undefined
  const own = await kinOf(ctx, attempt.task, [...owners.values()].flat())
  const others = [...owners].filter(([, tasks]) => !tasks.some((task) => own.has(task)))
  if (right === 'own' || others.length === 0) return others[0]?.[0]
  const launchers = await runningLaunchersOf(ctx, attempt.task)
  return others.find(([, tasks]) => !tasks.some((task) => launchers.has(task)))?.[0]
}
