import type { CallTx, Context } from './context.ts'
import { inSavepoint, transact } from './db/connection/transaction.ts'
import { describeError } from './describe-error.ts'
import { ActionError } from './errors.ts'
import { inSlices } from './in-slices.ts'

/** How many rows one transaction changes. */
const rowsAtOnce = 100

export interface Failure {
  readonly id: string
  readonly error: { codes: number[]; msg: string; data: Record<string, unknown> }
}
export interface Changed<T> {
  readonly id: string
  readonly change: T
}

/** Changes rows one after the other, a hundred per transaction. An error rolls back the changes of its transaction, and no later row is changed. */
export async function changeAll<T>(ctx: Context, ids: readonly string[], change: (tx: CallTx, id: string) => Promise<T>): Promise<T[]> {
  return inSlices(ids, rowsAtOnce, (slice) =>
    transact(ctx, async (tx) => {
      const done: T[] = []
      for (const id of slice) done.push(await change(tx, id))
      return done
    }),
  )
}

/**
 * Changes rows, each by itself: what is refused for one leaves the others unaffected. By default the rows are changed, and so locked, in the order of
 * their ids, so that two calls for the same rows do not wait for each other. Answers both lists in the order of `ids`, each id once.
 */
export async function changeMany<T>(
  ctx: Context,
  ids: readonly string[],
  change: (tx: CallTx, id: string) => Promise<T>,
  { inOrder = false }: { readonly inOrder?: boolean } = {},
): Promise<{ readonly succeeded: readonly Changed<T>[]; readonly failed: Failure[] }> {
  const asked = [...new Set(ids)]
  const results = await changeAll(ctx, inOrder ? asked : asked.toSorted(), (tx, id) => changeOne(tx, id, change))
  const byId = new Map(results.map((result) => [result.id, result]))
  const ordered = asked.flatMap((id) => byId.get(id) ?? [])
  return {
    succeeded: ordered.filter((result): result is Changed<T> => 'change' in result),
    failed: ordered.filter((result): result is Failure => 'error' in result),
  }
}

async function changeOne<T>(tx: CallTx, id: string, change: (tx: CallTx, id: string) => Promise<T>): Promise<Changed<T> | Failure> {
  try {
    return { id, change: await inSavepoint(tx, () => change(tx, id)) }
  } catch (error) {
    if (!(error instanceof ActionError)) throw error
    const { status, subcode, message, data } = describeError(error)
    return { id, error: { codes: [status, subcode], msg: message, data } }
  }
}
