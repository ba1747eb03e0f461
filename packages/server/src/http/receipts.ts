import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Context, Scope } from '../context.ts'
import { isPostgres } from '../db/dialect.ts'
import { json, parse } from '../db/json.ts'
import { transact } from '../db/transaction.ts'

type Write = (ctx: Context) => Promise<object>

/** A call whose reply is kept until it has left. `ended` must be told, however the call ends. */
export interface RepeatableCall {
  /** Does the write in one transaction with its receipt, or answers what was answered before to a caller whom that answer did not reach. */
  readonly once: (ctx: Context, write: Write) => Promise<object>
  /** The same for a write that is more than one transaction: it keeps its reply itself, by `keepReply`, in the one that completes it. */
  readonly onceInParts: (ctx: Context, write: Write) => Promise<object>
  /** The connection is done with: the reply has left for the caller, or it never will. */
  readonly ended: (delivered: boolean) => void
}

const forgottenAfter = 3_600_000

/**
 * ClearML's clients send writes as GET, and their HTTP library repeats a GET whose connection broke. The reply to such a write is therefore
 * kept, in the write's own transaction, until it has left for the caller: a repeat gets it again. An equal call that comes while the first
 * one's caller still listens, or after he was answered, is another wish.
 */
export class Receipts {
  /** How many calls of a key have callers that still listen. */
  readonly #listening = new Map<string, number>()
  readonly #delivered = new Set<string>()
  readonly #turns = new Map<string, Promise<unknown>>()

  begin({ session }: Pick<Context, 'session'>, action: string, body: string | Uint8Array): RepeatableCall {
    const key = createHash('sha256').update(`${session}\n${action}\n`).update(body).digest('hex')
    this.#listening.set(key, (this.#listening.get(key) ?? 0) + 1)
    return {
      once: (ctx, write) =>
        this.#asNew(key, () =>
          transact(ctx, async (tx) => {
            // One server's transactions come one after another in SQLite; elsewhere the first may still be writing, here or on another server.
            if (isPostgres(tx.db)) await sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`.execute(tx.db)
            const first = await this.#find(tx, key)
            if (first !== undefined) return first
            const answer = await write(tx)
            await keep(tx, key, action, answer)
            return answer
          }),
        ),
      onceInParts: (ctx, write) =>
        this.#inTurn(key, () =>
          this.#asNew(
            key,
            async () => (await this.#find(ctx, key)) ?? write({ ...ctx, keepReply: (tx, answer) => keep(tx, key, action, answer) }),
          ),
        ),
      ended: (delivered) => this.#ended(key, delivered),
    }
  }

  /** Deletes receipts that have done their work, all in one statement, and those whose caller never came back. */
  async sweep({ db, now }: Pick<Context, 'db' | 'now'>): Promise<void> {
    const keys = [...this.#delivered].filter((key) => !this.#listening.has(key))
    for (const key of keys) this.#delivered.delete(key)
    if (keys.length > 0) await db.deleteFrom('receipt').where('key', 'in', keys).execute()
    await db
      .deleteFrom('receipt')
      .where('created', '<', now() - forgottenAfter)
      .execute()
  }

  async #find({ db }: Scope, key: string): Promise<object | undefined> {
    const anotherWish = this.#delivered.has(key) || (this.#listening.get(key) ?? 0) > 1
    const first = anotherWish ? undefined : await db.selectFrom('receipt').select('reply').where('key', '=', key).executeTakeFirst()
    if (first !== undefined) return parse<object>(first.reply)
    // The receipt that is there belongs to this call from here on.
    this.#delivered.delete(key)
    return undefined
  }

  /** Where the write fails, an older receipt is still what it was. */
  async #asNew<T>(key: string, work: () => Promise<T>): Promise<T> {
    const delivered = this.#delivered.has(key)
    try {
      return await work()
    } catch (error) {
      if (delivered) this.#delivered.add(key)
      throw error
    }
  }

  async #inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#turns.get(key)
    const turn = (before ?? Promise.resolve()).then(work, work)
    this.#turns.set(key, turn)
    try {
      return await turn
    } finally {
      if (this.#turns.get(key) === turn) this.#turns.delete(key)
    }
  }

  #ended(key: string, delivered: boolean): void {
    const left = (this.#listening.get(key) ?? 1) - 1
    if (left === 0) this.#listening.delete(key)
    else this.#listening.set(key, left)
    if (delivered) this.#delivered.add(key)
    else this.#delivered.delete(key)
  }
}

async function keep({ db, company, now }: Scope, key: string, action: string, reply: object): Promise<void> {
  const row = { company, action, reply: json(reply), created: now() }
  await db
    .insertInto('receipt')
    .values({ key, ...row })
    .onConflict((c) => c.column('key').doUpdateSet(row))
    .execute()
}
