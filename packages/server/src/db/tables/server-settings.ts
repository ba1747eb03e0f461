import type { Reader, Tx } from '../../scope.ts'

/** The value of a setting that the server stores for itself: the token secret, its uid. */
export async function readServerSetting({ db }: Pick<Reader, 'db'>, name: string): Promise<string | undefined> {
  return (await db.selectFrom('setting').select('value').where('name', '=', name).executeTakeFirst())?.value
}

/** Returns the stored value, or stores `value` if there is none. Of several servers that start at once, one server's value is stored. */
export async function ensureServerSetting(tx: Tx, name: string, value: string): Promise<string> {
  await tx.db
    .insertInto('setting')
    .values({ name, value })
    .onConflict((c) => c.doNothing())
    .execute()
  return (await readServerSetting(tx, name)) ?? value
}

export async function writeServerSetting({ db }: Tx, name: string, value: string): Promise<void> {
  await db
    .insertInto('setting')
    .values({ name, value })
    .onConflict((c) => c.column('name').doUpdateSet({ value }))
    .execute()
}

export async function deleteServerSetting({ db }: Tx, name: string): Promise<void> {
  await db.deleteFrom('setting').where('name', '=', name).execute()
}
