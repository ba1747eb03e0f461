import { createHash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Context, OpenIdempotencyRecord } from '../context.ts'
import {
  addIdempotencyRecord,
  deleteIdempotencyRecords,
  deleteIdempotencyRecordsBefore,
  findIdempotentReply,
  lockIdempotencyKey,
  takeOverIdempotencyRecord,
} from '../db/tables/idempotency-records.ts'
import { defined } from '../defined.ts'
import { transact } from '../db/connection/transaction.ts'
import type { Scope } from '../scope.ts'
import type { Telemetry } from '../telemetry/telemetry.ts'

type Write = (ctx: Context) => Promise<object>

/** A call whose reply is stored until the reply has left. `ended` must be called, however the call ends. */
export interface RepeatableCall {
  /** Runs the write in one transaction with its record, or answers the stored reply to a caller whom that reply did not reach. */
  readonly once: (ctx: Context, write: Write) => Promise<object>
  /** Like `once`, for a write of several transactions: each of them knows the call by `ctx.idempotency`, and the last one stores the reply. */
  readonly onceInTransactions: (ctx: Context, write: Write) => Promise<object>
  /** Reports that the reply has left for the caller, or never will. */
  readonly ended: (delivered: boolean) => void
}

interface Call {
  readonly key: string
  /** Whether the telemetry has a record of the call as well. */
  inTransactions: boolean
  /** Whether the call is known to be another request than the equal call before it. This stays so if its transaction is retried. */
  isAnother: boolean
  failed: boolean
  /** Whether another server has had the time to delete its record of an equal call. */
  hasWaited: boolean
}

/** What is to be done with a call: answer the stored reply, run its write, or wait until another server has deleted its record or has not. */
type Finding =
  | { readonly kind: 'repeat'; readonly reply: object }
  | { readonly kind: 'new'; readonly replaces: boolean }
  | { readonly kind: 'undecided' }

/** How long a record of another server is waited for to be deleted: a server deletes the records of delivered replies five times a second. */
const deletionMilliseconds = 600
const pollMilliseconds = 50

/** How long a reply is stored for a caller who never comes back. */
const retentionMilliseconds = 3_600_000

/**
 * ClearML's clients send writes as GET, and their HTTP library repeats a GET whose connection broke. The reply to such a write is therefore
 * stored, in the write's own transaction, until it has left for the caller: a repeat gets it again. An equal call that comes while the caller of
 * the first one still listens, or after that caller was answered, is another request. Only the server that gave the first reply knows which of these
 * it is: another server waits until that one has deleted its record, or could have, which shows that the first caller did not get the reply.
 */
export class IdempotencyRecords {
  /** How many calls of a key have callers that still listen. */
  readonly #listening = new Map<string, number>()
  readonly #delivered = new Map<string, Call>()
  /**
   * Deletions in progress, by key. An equal call waits for the deletion of its key: else it would find the record and take the stored reply for its
   * own.
   */
  readonly #deletions = new Map<string, Promise<void>>()
  readonly #turns = new Map<string, Promise<unknown>>()
  readonly #telemetry: Pick<Telemetry, 'deleteBatchRecords'>
  readonly #server: string

  /** `server`: an id of its own for each start of a server that shares its database with others. */
  constructor(telemetry: Pick<Telemetry, 'deleteBatchRecords'>, server: string) {
    this.#telemetry = telemetry
    this.#server = server
  }

  /** `request`: the request, or a digest of it. */
  begin(
    { session, user }: Pick<Context, 'session'> & { readonly user: Pick<Context['user'], 'id'> },
    action: string,
    request: string,
  ): RepeatableCall {
    const key = createHash('sha256').update(`${session}\n${user.id}\n${action}\n${request}`).digest('hex')
    this.#listening.set(key, (this.#listening.get(key) ?? 0) + 1)
    const call: Call = { key, inTransactions: false, isAnother: false, failed: false, hasWaited: false }
    const server = this.#server
    return {
      once: async (ctx, write) => {
        await this.#deletions.get(key)
        const work = (): Promise<object | undefined> =>
          transact(ctx, async (tx) => {
            await lockIdempotencyKey(tx, key)
            const found = await this.#find(tx, call)
            if (found.kind === 'undecided') return undefined
            if (found.kind === 'repeat') return found.reply
            const reply = await write(tx)
            await addIdempotencyRecord(tx, { key, action, reply, replaces: true, server })
            return reply
          })
        return this.#asNew(call, () => this.#decide(ctx, call, work))
      },
      onceInTransactions: async (ctx, write) => {
        call.inTransactions = true
        await this.#deletions.get(key)
        const work = async (): Promise<object | undefined> => {
          const found = await this.#find(ctx, call)
          if (found.kind === 'undecided') return undefined
          if (found.kind === 'repeat') return found.reply
          const { replaces } = found
          const idempotency: OpenIdempotencyRecord = {
            key,
            replaces,
            store: (tx, reply) => addIdempotencyRecord(tx, { key, action, reply, replaces, server }),
          }
          return write({ ...ctx, idempotency })
        }
        return this.#inTurn(key, () => this.#asNew(call, () => this.#decide(ctx, call, work)))
      },
      ended: (delivered) => this.#ended(call, delivered),
    }
  }

  /** Deletes the records whose replies have reached their callers, all in one statement. */
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

  /** Deletes records whose caller never came back. */
  async sweepOld(scope: Scope): Promise<void> {
    const createdBefore = scope.now() - retentionMilliseconds
    await this.#telemetry.deleteBatchRecords({ createdBefore })
    await transact(scope, (tx) => deleteIdempotencyRecordsBefore(tx, createdBefore))
  }

  async #delete(scope: Scope, calls: readonly (readonly [string, Call])[]): Promise<void> {
    const inTransactions = calls.filter(([, call]) => call.inTransactions).map(([key]) => key)
    // In the telemetry first: a batch that has a record there and none here is one whose call was not completed.
    if (inTransactions.length > 0) await this.#telemetry.deleteBatchRecords({ keys: inTransactions })
    const keys = calls.map(([key]) => key)
    await transact(scope, (tx) => deleteIdempotencyRecords(tx, this.#server, keys))
  }

  async #find(scope: Scope, call: Call): Promise<Finding> {
    const { key } = call
    call.isAnother ||= this.#delivered.has(key) || (this.#listening.get(key) ?? 0) > 1
    const replaces = call.isAnother
    const stored = replaces ? undefined : await findIdempotentReply(scope, key)
    if (stored === undefined) {
      // The existing record belongs to this call from here on.
      this.#delivered.delete(key)
      return { kind: 'new', replaces }
    }
    if (stored.server !== this.#server) {
      if (!call.hasWaited) return { kind: 'undecided' }
      await transact(scope, (tx) => takeOverIdempotencyRecord(tx, key, this.#server))
    }
    return { kind: 'repeat', reply: stored.reply }
  }

  /** Runs `work`; if it is undecided, again once another server has deleted its record of an equal call, or has had the time to. */
  async #decide(scope: Scope, call: Call, work: () => Promise<object | undefined>): Promise<object> {
    const reply = await work()
    if (reply !== undefined) return reply
    const deadline = scope.tick() + deletionMilliseconds
    while (scope.tick() < deadline && (await findIdempotentReply(scope, call.key)) !== undefined) await pause(pollMilliseconds)
    call.hasWaited = true
    return defined(await work())
  }

  /** Runs a write. If it fails, an older record keeps the state that it had before. */
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

  /** Runs work after all earlier work of the same key. */
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
    // The records of a failed call stay, so that a retry continues after the transactions that were completed.
    if (call.failed) return
    if (delivered) this.#delivered.set(key, call)
    else this.#delivered.delete(key)
  }
}
