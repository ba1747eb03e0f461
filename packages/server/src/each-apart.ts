import { isDatabaseError } from './db/connection/db-error.ts'

/** Thrown where an item fails by itself, also if the cause looks like an error of the database: a file that cannot be stored, for example. */
export class ItemFault extends Error {
  override readonly name = 'ItemFault'

  constructor(cause: unknown) {
    super('The work for an item failed.', { cause })
  }
}

interface Finding<T, Id> {
  /** Finds the next items, beside those that have failed: these may be among the items again. */
  readonly find: (failed: readonly Id[]) => Promise<readonly T[]>
  readonly idOf: (item: T) => Id
  readonly work: (item: T) => Promise<unknown>
  readonly signal: AbortSignal | undefined
}

/**
 * Does a job's work for each item by itself. An item that fails keeps no other from its work, and its error is thrown when all had their turn. An error of
 * the database is thrown at once, because the other items would meet it too.
 */
export class ItemsApart<Id> {
  readonly #errors = new Map<Id, unknown>()

  async work(id: Id, work: () => Promise<unknown>): Promise<void> {
    try {
      await work()
    } catch (error) {
      if (isDatabaseError(error)) throw error
      this.#errors.set(id, error instanceof ItemFault ? error.cause : error)
    }
  }

  /** Does the work for all items that are found, until only those are found that have failed. */
  async workWhileFound<T>({ find, idOf, work, signal }: Finding<T, Id>): Promise<void> {
    for (;;) {
      const items = (await find([...this.#errors.keys()])).filter((item) => !this.#errors.has(idOf(item)))
      if (items.length === 0) return
      for (const item of items) {
        if (signal?.aborted === true) return
        await this.work(idOf(item), () => work(item))
      }
    }
  }

  /** Throws what has failed, if anything has: a single error as it is, several in one `AggregateError`. */
  throwErrors(): void {
    const errors = [...this.#errors.values()]
    if (errors.length > 1) throw new AggregateError(errors, `${errors.length} errors`)
    for (const error of errors) throw error
  }
}

/** Does the work for each of these items, as `ItemsApart` does. */
export async function forEachApart<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  const apart = new ItemsApart<number>()
  for (const [index, item] of items.entries()) await apart.work(index, () => work(item))
  apart.throwErrors()
}
