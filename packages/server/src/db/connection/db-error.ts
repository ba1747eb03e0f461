import { isConnectionLost, UnknownCommit } from './postgres-away.ts'

/** SQLite's extended error codes for a violated unique index and primary key; PostgreSQL has one code for both. */
const sqliteUnique = [2067, 1555]
const postgresUnique = '23505'

export function isUniqueViolation(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false
  const { errcode, code } = error as { errcode?: number; code?: string }
  return code === postgresUnique || (errcode !== undefined && sqliteUnique.includes(errcode))
}

/** Whether two transactions conflicted, so that PostgreSQL asks to repeat the later one. */
export function isSerializationFailure(error: unknown): boolean {
  const code = typeof error === 'object' && error !== null ? (error as { code?: string }).code : undefined
  return code === '40001' || code === '40P01'
}

/** Whether a database refused a statement or was not reached. */
export function isDatabaseError(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false
  if (isConnectionLost(error) || error instanceof UnknownCommit) return true
  const { errcode, code } = error as { errcode?: unknown; code?: unknown }
  return errcode !== undefined || (typeof code === 'string' && /^([0-9A-Z]{5}|E[A-Z]+|ERR_SQLITE\w*)$/.test(code))
}
