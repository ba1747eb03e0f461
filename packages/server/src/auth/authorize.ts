import { type Action, mayCall, type OwnedRow, type RowRule } from '@clearway/contract'
import type { Reader } from '../scope.ts'
import type { Caller } from '../caller.ts'
import { type Owners, ownersOf } from '../db/tables/owners.ts'
import { ActionError } from '../errors.ts'
import { namedRows } from './named-rows.ts'
import { tasksInReach } from './tasks-in-reach.ts'

/** What an action asks of its caller. */
export type CallRules = Pick<Action, 'access' | 'attempt'>
type Asking = Reader & Pick<Caller, 'attempt'>
type Right = RowRule['right']

/** Refuses a caller whose role lacks an access. */
export function authorizeAccess({ user }: Pick<Caller, 'user'>, access: Action['access']): void {
  if (!mayCall(user.role, access)) throw new ActionError('access_denied', { access, user: user.id, role: user.role })
}

/** Refuses a caller who neither runs a worker's agent nor is an administrator: what a machine runs is up to the one who runs an agent on it. */
export function authorizeWorker({ user }: Pick<Caller, 'user'>, worker: string, owners: readonly string[]): void {
  if (owners.some((owner) => owner !== user.id) && !mayCall(user.role, 'admin')) throw new ActionError('worker_not_own', { worker })
}

/** Refuses a call that its caller may not make, whatever rows it names. */
export function authorizeCall(caller: Caller | undefined, { access, attempt: may }: CallRules): void {
  if (caller === undefined) {
    if (access !== 'anyone') throw new ActionError('no_credentials')
    return
  }
  const { user, attempt, actor } = caller
  if (actor !== undefined && access === 'account')
    throw new ActionError('impersonation_refused', {
      user: user.id,
      reason: 'keys, tickets and what is known of a user are the user’s own',
    })
  authorizeAccess(caller, access)
  if (attempt === undefined) return
  if (may === 'never') throw new ActionError('access_denied', { access, role: 'attempt' })
  // The server stores late reports under the attempt that sends them.
  if (attempt.live || may === 'reports') return
  // A lost attempt that may still be resumed goes on reading.
  if (may !== 'reads' || isVoid(caller)) throw new ActionError('attempt_ended', { attempt: attempt.id, task: attempt.task })
}

/** Whether the credential has ended with the attempt that it was made for. */
export function isVoid({ attempt }: Pick<Caller, 'attempt'>): boolean {
  return attempt?.hasOwnKey === true && attempt.over
}

/** Refuses a call that names a row which the calling attempt may not change. Ids that name nothing are left to the action. */
export async function authorizeRows(ctx: Asking, { attempt: may }: CallRules, input: unknown): Promise<void> {
  if (ctx.attempt?.confined !== true || typeof may === 'string') return
  for (const rule of may) await authorizeRow(ctx, rule, namedRows(rule, input))
}

/** Refuses rows that the calling attempt may not change, for an action that finds the rows itself. */
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

/** Whether all of this belongs to tasks that the caller may change, for work that skips what it may not touch. */
export async function mayChange(ctx: Asking, owners: Owners): Promise<boolean> {
  return (await firstForeign(ctx, 'own', owners)) === undefined
}

/** Refuses an attempt that no longer runs its task: it may add files, and neither replace nor delete one. */
export function refuseLate({ attempt }: Pick<Caller, 'attempt'>, details: Readonly<Record<string, unknown>>): void {
  if (attempt?.live === false) throw new ActionError('attempt_ended', details)
}

async function firstForeign(ctx: Asking, right: Right, owners: Owners): Promise<string | undefined> {
  const { attempt } = ctx
  if (attempt?.confined !== true || owners.size === 0) return undefined
  const reach = await tasksInReach(ctx, attempt, right, [...owners.values()].flat())
  return [...owners].find(([, tasks]) => !tasks.some((task) => reach.has(task)))?.[0]
}
