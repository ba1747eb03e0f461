import { createHash } from 'node:crypto'
import type { Context } from '../context.ts'
import { json, parse } from '../db/json.ts'
import { transact } from '../db/transaction.ts'

/**
 * ClearML's clients send writes as GET, and their HTTP library repeats a GET whose connection broke. The reply to such a write is therefore
 * kept, in the write's own transaction, until it has left for the caller: a repeat gets it again, an equal wish made later does not.
 */
export class Receipts {
  readonly #delivered = new Set<string>()

  /** Does the write, or answers what was answered before to a caller whom that answer did not reach. */
  async once(ctx: Context, action: string, body: string | Uint8Array, write: (ctx: Context) => Promise<object>): Promise<{ readonly key: string; readonly reply: object }> {
    const key = createHash('sha256').update(`${ctx.session}\n${action}\n`).update(body).digest('hex')
    const reply = await transact(ctx, async (tx) => {
      const first = await tx.db.selectFrom('receipt').select('reply').where('key', '=', key).executeTakeFirst()
      if (first !== undefined && !this.#delivered.has(key)) return parse<object>(first.reply)
      const answer = await write(tx)
      const row = { company: tx.company, action, reply: json(answer), created: tx.now() }
      await tx.db.insertInto('receipt').values({ key, ...row }).onConflict((c) => c.column('key').doUpdateSet(row)).execute()
      return answer
    })
    this.#delivered.delete(key)
    return { key, reply }
  }

  /** The reply has left: the receipt has done its work. */
  delivered(key: string): void {
    this.#delivered.add(key)
  }

  /** Deletes receipts that have done their work, all in one statement, and those whose caller never came back. */
  async sweep({ db, now }: Pick<Context, 'db' | 'now'>): Promise<void> {
    const keys = [...this.#delivered]
    if (keys.length > 0) await db.deleteFrom('receipt').where('key', 'in', keys).execute()
    for (const key of keys) this.#delivered.delete(key)
    await db.deleteFrom('receipt').where('created', '<', now() - 3_600_000).execute()
  }
}
