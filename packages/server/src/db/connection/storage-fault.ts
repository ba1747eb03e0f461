import { ActionError } from '../../errors.ts'
import { whyAway } from './postgres-away.ts'
import { UnusableDatabase } from './unusable-database.ts'

/** A fault of a database or a disk, whatever statement was run. */
type StorageFault = 'full' | 'locked' | 'unusable'

/** SQLite's codes, and extended codes where they are more precise. Source: https://sqlite.org/rescode.html. */
const sqliteFaults: Readonly<Record<number, StorageFault>> = {
  5: 'locked', // BUSY
  6: 'locked', // LOCKED
  8: 'unusable', // READONLY
  10: 'unusable', // IOERR
  11: 'unusable', // CORRUPT
  13: 'full', // FULL
  14: 'unusable', // CANTOPEN
  26: 'unusable', // NOTADB
  778: 'full', // IOERR_WRITE: a quota or a limit on the size of a file
  4874: 'full', // IOERR_SHMSIZE: no room for the index of the journal
}

/** The codes of PostgreSQL and of the file system. */
const namedFaults: Readonly<Record<string, StorageFault>> = {
  '53100': 'full', // disk_full
  '55P03': 'locked', // lock_not_available
  '40001': 'locked', // serialization_failure, once it was tried again for long
  '40P01': 'locked', // deadlock_detected, likewise
  '25006': 'unusable', // read_only_sql_transaction
  XX001: 'unusable', // data_corrupted
  XX002: 'unusable', // index_corrupted
  ENOSPC: 'full',
  EDQUOT: 'full',
  EFBIG: 'full',
  EROFS: 'unusable',
}

const codes = { full: 'storage_full', locked: 'database_locked', unusable: 'database_unusable' } as const

interface Thrown {
  readonly code?: unknown
  readonly errcode?: unknown
  readonly file?: unknown
  readonly path?: unknown
  readonly message?: unknown
}

/** The refusal that describes a storage fault, with its file if known, or a PostgreSQL that does not answer; undefined for any other error. */
export function storageRefusal(error: unknown): ActionError | undefined {
  if (typeof error !== 'object' || error === null) return undefined
  if (error instanceof ActionError) return (Object.values(codes) as string[]).includes(error.code) ? error : undefined
  const away = whyAway(error)
  if (away !== undefined) return new ActionError('unavailable', { reason: away }, { cause: error })
  const { file, path, message } = error as Thrown
  const fault = faultOf(error)
  if (fault === undefined) return undefined
  const where = file ?? path
  return new ActionError(
    codes[fault],
    { ...(typeof where === 'string' ? { file: where } : {}), ...(fault === 'unusable' ? { reason: String(message) } : {}) },
    { cause: error },
  )
}

function faultOf({ code, errcode }: Thrown): StorageFault | undefined {
  if (typeof errcode === 'number') return sqliteFaults[errcode] ?? sqliteFaults[errcode & 0xff]
  return typeof code === 'string' ? namedFaults[code] : undefined
}

/** Whether the error means that another connection holds a lock, so that a repetition may succeed. */
export function isLocked(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'errcode' in error && faultOf(error as Thrown) === 'locked'
}

/** Runs work on a SQLite file, and adds the file's name to its errors. */
export function ofFile<T>(file: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw error instanceof Error ? Object.assign(error, { file }) : error
  }
}

/** Explains an error that carries the name of a database file; undefined for any other error. */
export function unusableDatabase(error: unknown): UnusableDatabase | undefined {
  const { file } = (typeof error === 'object' && error !== null ? error : {}) as Thrown
  return typeof file === 'string' && storageRefusal(error) !== undefined ? unusableFile(file, error) : undefined
}

/** Explains why a database file cannot be opened, and what to do about it. */
export function unusableFile(file: string, error: unknown): UnusableDatabase {
  const message = error instanceof Error ? error.message : String(error)
  const kind = typeof error === 'object' && error !== null ? (error as Thrown).errcode : undefined
  return new UnusableDatabase(
    `${file} cannot be used as a database: ${message}. ${cureOf(typeof kind === 'number' ? kind & 0xff : undefined)}`,
    {
      cause: error,
    },
  )
}

function cureOf(code: number | undefined): string {
  if (code === 5 || code === 6) return 'End what holds it, such as a SQL shell or a backup (`fuser FILE` shows it), and start again.'
  if (code === 8 || code === 14)
    return 'Give its folder and the files in it to the user that runs the server, writable, or point `data` elsewhere.'
  if (code === 13) return 'Free space on its disk, or point `data` to a larger one.'
  return 'Restore a backup of it, or move it away and start without it, or point `data` elsewhere.'
}
