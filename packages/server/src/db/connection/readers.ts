import { type CompiledQuery, type DatabaseConnection, type Dialect, type Driver, Kysely, type QueryResult } from 'kysely'
import { ActionError } from '../../errors.ts'
import { FairLanes } from './fair-lanes.ts'
import type { RegexSource } from './re2.ts'
import { RegexLane } from './regex-lane.ts'
import type { Database } from '../schema.ts'

/** A read-only connection that runs one statement at a time. */
export interface ReadLane extends AsyncDisposable {
  /** Fails soon after `until` is aborted, and does not leave the statement running. */
  readonly execute: <R>(query: CompiledQuery, until: AbortSignal) => Promise<QueryResult<R>>
}

export interface ReadFor {
  /** The caller whose turn a statement takes: a user's id, or empty for the server's own reads. */
  readonly caller: string
  /** Cancels the read. */
  readonly signal: AbortSignal
  /** Whether each statement has the full time. Default: all statements of a call share it, from the first one on. */
  readonly eachInTime?: boolean
}
export interface CallReader {
  readonly db: Kysely<Database>
  /** Tests texts by regular expressions, with the same turns and times. */
  readonly matchTexts: MatchTexts
}

/** The connections for long lists: a few, shared fairly, so that no caller's slow list delays other callers, or writes on the main connection. */
export interface Readers extends AsyncDisposable {
  /** The reader of one call. It fails with `query_too_slow` after `readSeconds`, which includes waiting for its turn. */
  readonly for: (read: ReadFor) => CallReader
}
/** Returns for each text whether it matches. */
export type MatchTexts = (regex: RegexSource, texts: readonly string[]) => Promise<readonly boolean[]>

export interface ReadersOptions {
  readonly lanes: readonly ReadLane[]
  readonly readSeconds: number
  /** Compiles statements. */
  readonly dialect: Omit<Dialect, 'createDriver'>
}

export function openReaders({ lanes, readSeconds, dialect }: ReadersOptions): Readers {
  const fair = new FairLanes(lanes)
  const regexLanes = lanes.map(() => new RegexLane())
  const fairRegexes = new FairLanes(regexLanes)
  return {
    for: (read) => {
      const inTime = deadlineOf(read, readSeconds)
      const driver = new ReadDriver((query) => inTime((until) => fair.run(read.caller, until, (lane) => lane.execute(query, until))))
      return {
        db: new Kysely<Database>({
          dialect: {
            createAdapter: () => dialect.createAdapter(),
            createIntrospector: (db) => dialect.createIntrospector(db),
            createQueryCompiler: () => dialect.createQueryCompiler(),
            createDriver: () => driver,
          },
        }),
        matchTexts: (regex, texts) => inTime((until) => fairRegexes.run(read.caller, until, (lane) => lane.match(regex, texts, until))),
      }
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...lanes, ...regexLanes].map((lane) => lane[Symbol.asyncDispose]()))
    },
  }
}

type InTime = <T>(work: (until: AbortSignal) => Promise<T>) => Promise<T>

/** A deadline: runs work until its call is cancelled or the time is over, and fails accordingly. */
function deadlineOf({ signal, eachInTime = false }: ReadFor, seconds: number): InTime {
  let ofCall: AbortSignal | undefined
  return async (work) => {
    const late = eachInTime ? AbortSignal.timeout(seconds * 1000) : (ofCall ??= AbortSignal.timeout(seconds * 1000))
    try {
      return await work(AbortSignal.any([signal, late]))
    } catch (error) {
      if (signal.aborted) throw new ActionError('unavailable', { reason: 'The call was given up.' }, { cause: error })
      if (late.aborted) throw new ActionError('query_too_slow', { seconds }, { cause: error })
      throw error
    }
  }
}

class ReadDriver implements Driver {
  readonly #connection: DatabaseConnection

  constructor(execute: <R>(query: CompiledQuery) => Promise<QueryResult<R>>) {
    this.#connection = {
      executeQuery: execute,
      streamQuery: () => {
        throw new Error('Readers do not stream: page instead.')
      },
    }
  }

  init(): Promise<void> {
    return Promise.resolve()
  }
  acquireConnection(): Promise<DatabaseConnection> {
    return Promise.resolve(this.#connection)
  }
  releaseConnection(): Promise<void> {
    return Promise.resolve()
  }
  beginTransaction(): Promise<void> {
    return Promise.reject(new Error('Readers only read: write over the main connection.'))
  }
  commitTransaction(): Promise<void> {
    return Promise.resolve()
  }
  rollbackTransaction(): Promise<void> {
    return Promise.resolve()
  }
  destroy(): Promise<void> {
    return Promise.resolve()
  }
}
