import { isDatabaseError } from './db/connection/db-error.ts'

/**
 * Does a job's work for each item by itself. An item that fails keeps no other from its work, and its error is thrown when all had their turn. An error of
 * the database is thrown at once, because the other items would meet it too.
 */
export async function forEachApart<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  const errors: unknown[] = []
  for (const item of items) {
    try {
      await work(item)
    } catch (error) {
      if (isDatabaseError(error)) throw error
      errors.push(error)
    }
  }
  throwAll(errors)
}

/** Throws the errors, if there are any: a single one as it is, several in one `AggregateError`. */
export function throwAll(errors: readonly unknown[]): void {
  if (errors.length > 1) throw new AggregateError(errors, `${errors.length} errors`)
  for (const error of errors) throw error
}
