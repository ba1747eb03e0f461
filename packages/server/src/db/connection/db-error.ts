/** SQLite's extended codes for a unique index and for a primary key; PostgreSQL's for both. */
const sqliteUnique = [2067, 1555]
const postgresUnique = '23505'

export function isUniqueViolation(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false
  const { errcode, code } = error as { errcode?: number; code?: string }
  return code === postgresUnique || (errcode !== undefined && sqliteUnique.includes(errcode))
}

/** Two transactions met: PostgreSQL asks that the later one is tried again. */
export function isSerializationFailure(error: unknown): boolean {
  const code = typeof error === 'object' && error !== null ? (error as { code?: string }).code : undefined
  return code === '40001' || code === '40P01'
}
