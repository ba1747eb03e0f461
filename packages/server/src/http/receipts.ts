import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Scope, Tx } from '../scope.ts'
import type { Context, OpenReceipt } from '../context.ts'
import { dialectOf, isPostgres } from '../db/dialect.ts'
import { inList } from '../db/in-list.ts'
import { json, parse } from '../db/json.ts'
import { transact } from '../db/transaction.ts'
import type { Telemetry } from '../telemetry/telemetry.ts'

type Write = (ctx: Context) => Promise<object>

/** A call whose reply is kept until it has left. `ended` must be told, however the call ends. */
export interface RepeatableCall {
  /** Does the write in one transaction with its receipt, or answers what was answered before to a caller whom that answer did not reach. */
  readonly once: (ctx: Context, write: Write) => Promise<object>
  /** The same for a write that is more than one transaction: each part knows the call by its `receipt`, and the one that completes it keeps the reply. */
  readonly onceInParts: (ctx: Context, write: Write) => Promise<object>
  /** The connection is done with: the reply has left for the caller, or it never will. */
  readonly ended: (delivered: boolean) => void
}

interface Call {
  readonly key: string
  /** Whether the telemetry knows it too. */
  inParts: boolean
  /** Whether it is known to be another wish than the equal call before it. That stands, also if its transaction is tried again. */
  isAnother: boolean
  failed: boolean
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
  readonly #delivered = new Map<string, Call>()
  /** Deletions under way, by key. An equal call waits for the end of its key's: it would find the receipt still there, and take it for its own reply. */
  readonly #deletions = new Map<string, Promise<void>>()
  readonly #turns = new Map<string, Promise<unknown>>()
  readonly #telemetry: Pick<Telemetry, 'forgetBatches'>

  constructor(telemetry: Pick<Telemetry, 'forgetBatches'>) {
    this.#telemetry = telemetry
  }

  /** `wish`: the request, or a digest of it. */
  begin({ session }: Pick<Context, 'session'>, action: string, wish: string): RepeatableCall {
    const key = createHash('sha256').update(`${session}\n${action}\n${wish}`).digest('hex')
    this.#listening.set(key, (this.#listening.get(key) ?? 0) + 1)
    const call: Call = { key, inParts: false, isAnother: false, failed: false }
    return {
      once: async (ctx, write) => {
        await this.#deletions.get(key)
        return this.#asNew(call, () =>
          transact(ctx, async (tx) => {
            // One server's transactions come one after another in SQLite; elsewhere the first may still be writing, here or on another server.
            if (isPostgres(tx.db)) await sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`.execute(tx.db)
            const { first } = await this.#find(tx, call)
            if (first !== undefined) return first
            const answer = await write(tx)
            await keep(tx, { key, replaces: true }, action, answer)
            return answer
          }),
        )
      },
      onceInParts: async (ctx, write) => {
        call.inParts = true
        await this.#deletions.get(key)
        return this.#inTurn(key, () =>
          this.#asNew(call, async () => {
            const { first, replaces } = await this.#find(ctx, call)
            if (first !== undefined) return first
            const known = { key, replaces }
            return write({ ...ctx, receipt: { ...known, keep: (tx, answer) => keep(tx, known, action, answer) } })
          }),
        )
      },
      ended: (delivered) => this.#ended(call, delivered),
    }
  }

  /** Deletes the receipts whose replies have reached their callers, all in one statement. */
  async sweep(scope: Scope): Promise<void> {
    const calls = [...this.#delivered].filter(([key]) => !this.#listening.has(key))
    if (calls.length === 0) return
    const keys = calls.map(([key]) => key)
    const deletion = this.#delete(scope, calls)
    const over = deletion.catch(() => undefined)
    for (const key of keys) {
      this.#delivered.delete(key)
      this.#deletions.set(key, over)
    }
    try {
      await deletion
    } catch (error) {
      for (const [key, call] of calls) this.#delivered.set(key, call)
      throw error
    } finally {
      for (const key of keys) this.#deletions.delete(key)
    }
  }

  /** Deletes receipts whose caller never came back. */
  async sweepOld(scope: Scope): Promise<void> {
    const createdBefore = scope.now() - forgottenAfter
    await this.#telemetry.forgetBatches({ createdBefore })
    await transact(scope, ({ db }) => db.deleteFrom('receipt').where('created', '<', createdBefore).execute())
  }

  async #delete(scope: Scope, calls: readonly (readonly [string, Call])[]): Promise<void> {
    const inParts = calls.filter(([, call]) => call.inParts).map(([key]) => key)
    // In the telemetry first: a batch that is known there and has no receipt here is one whose call was not completed.
    if (inParts.length > 0) await this.#telemetry.forgetBatches({ keys: inParts })
    const keys = calls.map(([key]) => key)
    await transact(scope, async ({ db }) => {
      await db
        .deleteFrom('receipt')
        .where(inList(sql.ref('key'), keys, dialectOf(db)))
        .execute()
    })
  }

  /** The first call's reply, for its repeat; for another wish whether the receipt that is there is to be replaced. */
  async #find({ db }: Scope, call: Call): Promise<{ readonly first?: object; readonly replaces: boolean }> {
    const { key } = call
    call.isAnother ||= this.#delivered.has(key) || (this.#listening.get(key) ?? 0) > 1
    const replaces = call.isAnother
    const first = replaces ? undefined : await db.selectFrom('receipt').select('reply').where('key', '=', key).executeTakeFirst()
    if (first !== undefined) return { first: parse<object>(first.reply), replaces }
    // The receipt that is there belongs to this call from here on.
    this.#delivered.delete(key)
    return { replaces }
  }

  /** Where the write fails, an older receipt is still what it was. */
  async #asNew<T>(call: Call, work: () => Promise<T>): Promise<T> {
    const delivered = this.#delivered.get(call.key)
    try {
      return await work()
    } catch (error) {
      if (delivered !== undefined) this.#delivered.set(call.key, delivered)
      call.failed = true
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

  #ended(call: Call, delivered: boolean): void {
    const { key } = call
    const left = (this.#listening.get(key) ?? 1) - 1
    if (left === 0) this.#listening.delete(key)
    else this.#listening.set(key, left)
    // A failure told leaves what was done in part to whoever tries again.
    if (call.failed) return
    if (delivered) this.#delivered.set(key, call)
    else this.#delivered.delete(key)
  }
}

/** Answers false if the receipt is there already, and not to be replaced. */
async function keep(
  { db, company, now }: Tx,
  { key, replaces }: Pick<OpenReceipt, 'key' | 'replaces'>,
  action: string,
  reply: object,
): Promise<boolean> {
  const row = { company, action, reply: json(reply), created: now() }
  const kept = await db
    .insertInto('receipt')
    .values({ key, ...row })
    .onConflict((c) => (replaces ? c.column('key').doUpdateSet(row) : c.column('key').doNothing()))
    .executeTakeFirst()
  return (kept.numInsertedOrUpdatedRows ?? 0n) > 0n
}
