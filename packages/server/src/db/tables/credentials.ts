import { sql } from 'kysely'
import type { Reader, Tx } from '../../scope.ts'
import type { Caller } from '../../caller.ts'
import { ActionError } from '../../errors.ts'
import { type Given, prepared, preparedRead } from '../sql/prepared.ts'

interface FoundCredential {
  readonly secret: string
  readonly revoked: 0 | 1
  readonly caller: Omit<Caller, 'session'>
}

/** A key pair by its access key, with its user or attempt. Access keys are unique over all companies. */
export async function findCredential({ db }: Pick<Reader, 'db'>, accessKey: string): Promise<FoundCredential | undefined> {
  const [row] = (await credentialByKey(db, { accessKey })).rows
  if (row === undefined) return undefined
  const { secret, revoked, deleted, boundTo, ...rest } = row
  // A key pair may have been stored just after its user, or the task of its attempt, was deleted.
  const isLate = rest.attempt === null && (deleted !== null || boundTo !== null)
  return { secret, revoked: isLate ? 1 : revoked, caller: callerOf(rest) }
}

/**
 * The hash of the secret of a key pair that a server has made, also of a revoked one, so that its owner hears that it is revoked. That of the configuration
 * is left out: a person may have chosen a secret that the proof would let others guess.
 */
export async function provableSecret({ db }: Pick<Reader, 'db'>, accessKey: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('credential')
    .select('secret')
    .where('access_key', '=', accessKey)
    .where((eb) => eb.or([eb('label', 'is', null), eb('label', '<>', configured)]))
    .executeTakeFirst()
  return row?.secret
}

/**
 * The columns of an attempt `a` that decide what its credential may do. A lost attempt may resume until a later attempt exists or its task is
 * deleted.
 */
export const attemptColumns = [
  'a.id as attempt',
  'a.number',
  'a.task',
  'a.state',
  'a.kind',
  'a.lease_until',
  sql<0 | 1>`case when a.state = 'lost' and exists (select 1 from task where task.id = a.task)
    and not exists (select 1 from attempt as later where later.task = a.task and later.number > a.number) then 1 else 0 end`.as(
    'resumable',
  ),
] as const

const credentialByKey = preparedRead((db, given: Given<{ accessKey: string }>) =>
  db
    .selectFrom('credential as c')
    .innerJoin('user as u', 'u.id', 'c.user')
    .leftJoin('attempt as a', 'a.id', 'c.attempt')
    .select(['c.secret', 'c.revoked', 'c.company', 'c.attempt as boundTo', 'u.id', 'u.name', 'u.role', 'u.deleted'])
    .select(attemptColumns)
    .where('c.access_key', '=', given('accessKey'))
    .compile(),
)

interface CallerRow {
  readonly company: string
  readonly id: string
  readonly name: string
  readonly role: Caller['user']['role']
  readonly attempt: string | null
  readonly number: number | null
  readonly task: string | null
  readonly state: string | null
  readonly kind: 'own' | 'stock' | null
  readonly lease_until: number | null
  readonly resumable: 0 | 1
}

export function callerOf({ company, id, name, role, attempt, number, task, ...row }: CallerRow): Omit<Caller, 'session'> {
  const user = { id, name, role }
  if (attempt === null || number === null || task === null) return { company, user, credential: role === 'worker' ? 'agent' : 'user' }
  const live = row.state === 'claimed' || row.state === 'running'
  const stockLease = row.kind === 'stock' && row.state === 'running' ? row.lease_until : undefined
  const known = {
    id: attempt,
    number,
    task,
    live,
    over: !live && row.resumable === 0,
    hasOwnKey: row.kind === 'own',
    confined: row.kind === 'own',
    ...(typeof stockLease === 'number' ? { stockLease } : {}),
  }
  return { company, user, credential: 'attempt', attempt: known }
}

export interface NewCredential {
  readonly accessKey: string
  readonly secretHash: string
  readonly user: string
  readonly label: string | null
  readonly attempt?: string | null
}

export async function addCredential({ db, company, now }: Tx, { attempt = null, ...given }: NewCredential): Promise<void> {
  await insertCredential(db, { ...given, attempt, company, created: now() })
}

interface CredentialValues extends Required<NewCredential> {
  readonly company: string
  readonly created: number
}

const insertCredential = prepared((db, given: Given<CredentialValues>) =>
  db
    .insertInto('credential')
    .values({
      access_key: given('accessKey'),
      company: given('company'),
      user: given('user'),
      secret: given('secretHash'),
      label: given('label'),
      created: given('created'),
      last_used: null,
      last_used_from: null,
      attempt: given('attempt'),
      revoked: 0,
    })
    .onConflict((c) => c.column('access_key').doUpdateSet({ secret: given('secretHash'), user: given('user'), revoked: 0 }))
    .compile(),
)

/** Records a login with a key pair. A user sees the use of the user's own; those of attempts are not shown. */
export async function recordCredentialUse(tx: Tx, accessKey: string, from: string): Promise<void> {
  const used = await tx.db
    .updateTable('credential')
    .set({ last_used: tx.now(), last_used_from: from })
    .where('access_key', '=', accessKey)
    .returning(['user', 'attempt'])
    .executeTakeFirst()
  if (used?.attempt === null) recordKeysChange(tx, used.user)
}

/** Records that the key pairs of a user are others than before, or were used. */
export function recordKeysChange({ recordChange, now }: Tx, user: string): void {
  recordChange({ entity: 'user', id: user, kind: 'keys', rev: now() })
}

/** The valid key pairs of a user, without those of attempts. */
export async function listCredentials({ db, company }: Reader, user: string) {
  return db
    .selectFrom('credential')
    .select(['access_key', 'label', 'created', 'last_used', 'last_used_from'])
    .where('company', '=', company)
    .where('user', '=', user)
    .where('revoked', '=', 0)
    .where('attempt', 'is', null)
    .orderBy('created')
    .execute()
}

/** Gives a valid key pair of a user another label. */
export async function labelCredential({ db, company }: Tx, user: string, accessKey: string, label: string | null): Promise<void> {
  const changed = await db
    .updateTable('credential')
    .set({ label })
    .where('company', '=', company)
    .where('user', '=', user)
    .where('access_key', '=', accessKey)
    .where('revoked', '=', 0)
    .where('attempt', 'is', null)
    .executeTakeFirst()
  if (changed.numUpdatedRows === 0n) throw new ActionError('credential_not_found', { access_key: accessKey })
}

/** Revokes a key pair and every token that was issued for it. */
export async function revokeCredential(tx: Tx, user: string, accessKey: string): Promise<void> {
  const { db, company, notify } = tx
  const revoked = await db
    .updateTable('credential')
    .set({ revoked: 1 })
    .where('company', '=', company)
    .where('user', '=', user)
    .where('access_key', '=', accessKey)
    .where('revoked', '=', 0)
    .executeTakeFirst()
  if (revoked.numUpdatedRows === 0n) throw new ActionError('credential_not_found', { access_key: accessKey })
  recordKeysChange(tx, user)
  await db.updateTable('session').set({ revoked: 1 }).where('access_key', '=', accessKey).execute()
  notify('revoked')
}

/** The label of key pairs that the configuration defines. */
export const configured = 'configuration'

/** Revokes key pairs that were defined in the configuration and no longer are, with their tokens. */
export async function revokeConfigured({ db, company, notify }: Tx, kept: readonly string[]): Promise<void> {
  const known = await db
    .selectFrom('credential')
    .select('access_key')
    .where('company', '=', company)
    .where('label', '=', configured)
    .where('revoked', '=', 0)
    .execute()
  const gone = known.map(({ access_key }) => access_key).filter((key) => !kept.includes(key))
  if (gone.length === 0) return
  await db.updateTable('credential').set({ revoked: 1 }).where('access_key', 'in', gone).execute()
  await db.updateTable('session').set({ revoked: 1 }).where('access_key', 'in', gone).execute()
  notify('revoked')
}
