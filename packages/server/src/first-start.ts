import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Connection } from '@clearway/contract'
import { hashSecret, newKeyPair } from './auth/key-pair.ts'
import { hashPassword } from './auth/password.ts'
import type { Reader, Scope } from './scope.ts'
import { addCredential, configured, findCredential, revokeConfigured } from './db/tables/credentials.ts'
import { ensureCompany } from './db/tables/users.ts'
import { addQueue, findQueueByName } from './db/tables/queues.ts'
import { ensureServerSetting } from './db/tables/server-settings.ts'
import { transact } from './db/connection/transaction.ts'
import { revokeUsersExcept, voidPasswords } from './db/tables/user-access.ts'
import { findLoginOf } from './db/tables/user-accounts.ts'
import { seedUser, seedUsers } from './db/tables/users.ts'
import { SettingError, type Settings } from './settings.ts'
import { workspace } from './workspace.ts'

const firstUser = { id: '00000000000000000000000000000001', name: 'clearway' }

/** Stores what the first call needs: the workspace, its first user with a key pair, the users of the configuration, the two queues. */
export async function firstStart(scope: Scope, settings: Settings): Promise<Pick<Connection, 'accessKey' | 'secretKey'>> {
  const passwords = new Map<string, string>()
  for (const { id, password } of settings.users) if (password !== undefined) passwords.set(id, await hashPassword(password))
  const pair = await firstPair(scope, settings.data)
  await transact({ ...scope, company: workspace.id, user: firstUser }, async (tx) => {
    await ensureServerSetting(tx, 'uid', tx.newId())
    await ensureCompany(tx, workspace)
    await seedUser(tx, { ...firstUser, role: 'admin', password: null, listed: true })
    await addCredential(tx, {
      accessKey: pair.accessKey,
      secretHash: hashSecret(pair.secretKey),
      user: firstUser.id,
      label: 'connection.json',
    })
    await revokeConfigured(
      tx,
      settings.users.flatMap(({ accessKey }) => accessKey ?? []),
    )
    await voidPasswords(tx, [...passwords.keys()])
    await revokeUsersExcept(tx, [firstUser.id, ...settings.users.map(({ id }) => id)])
    await refuseTakenLogins(tx, settings.users)
    const seeds = settings.users.map(({ id, name, role, listed = true }) => ({
      id,
      name,
      role,
      password: passwords.get(id) ?? null,
      listed,
    }))
    await seedUsers(tx, seeds)
    for (const { id, accessKey, secretKey } of settings.users) {
      if (accessKey !== undefined && secretKey !== undefined)
        await addCredential(tx, { accessKey, secretHash: hashSecret(secretKey), user: id, label: configured })
    }
    if ((await findQueueByName(tx, 'default')) === undefined) await addQueue(tx, { name: 'default', systemTags: ['default'] })
    if ((await findQueueByName(tx, 'services')) === undefined) await addQueue(tx, { name: 'services' })
  })
  return pair
}

/** Refuses a name in the configuration by which a user logs in whom administrators made: one of the two could not log in any more. */
async function refuseTakenLogins(reader: Reader, users: Settings['users']): Promise<void> {
  const names = users.filter(({ password }) => password !== undefined).map(({ name }) => name)
  const other = await findLoginOf(
    reader,
    names,
    users.map(({ id }) => id),
  )
  if (other === undefined) return
  throw new SettingError(
    `users: the name ${JSON.stringify(other.name)} is the login of the user ${other.id}, whom an administrator made. Choose another name, or start without this entry and rename or delete that user.`,
  )
}

/** The key pair in connection.json if it is still valid, else a new pair: the database has only a hash of the secret. */
async function firstPair(reader: Pick<Reader, 'db'>, data: string): Promise<Pick<Connection, 'accessKey' | 'secretKey'>> {
  const known = await readConnection(data)
  if (known === undefined) return newKeyPair()
  const stored = await findCredential(reader, known.accessKey)
  return stored?.secret === hashSecret(known.secretKey) && stored.revoked === 0
    ? { accessKey: known.accessKey, secretKey: known.secretKey }
    : newKeyPair()
}

async function readConnection(data: string): Promise<Connection | undefined> {
  try {
    return JSON.parse(await readFile(join(data, 'connection.json'), 'utf8')) as Connection
  } catch {
    // If the file is missing or incomplete, a new pair is made, and nothing is lost.
    return undefined
  }
}
