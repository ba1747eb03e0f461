import type { KyselyPlugin } from 'kysely'
import type { TestDatabase } from './database.ts'

/** The scope of a database, whose connection and reader count the statements that they build. */
export function counting({ scope, db }: TestDatabase) {
  let statements = 0
  const counter: KyselyPlugin = {
    transformQuery: ({ node }) => {
      statements += 1
      return node
    },
    transformResult: ({ result }) => Promise.resolve(result),
  }
  const read = db.withPlugin(counter)
  return { scope: { ...scope, db: read, reader: read }, statements: () => statements }
}
