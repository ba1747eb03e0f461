import { transact } from '../db/connection/transaction.ts'
import { deleteSamples, thinSamples } from '../db/tables/load-samples.ts'
import { repeatWhile } from '../repeat-while.ts'
import type { Scope } from '../scope.ts'
import type { Settings } from '../settings.ts'
import { thinning } from './spans.ts'

const dayMilliseconds = 86_400_000

/** Merges old samples to longer ones and deletes the oldest, in short transactions, so that other calls run in between. */
export async function thinOutLoad(
  scope: Scope & { readonly settings: Pick<Settings, 'retentionLoadDays'> },
  signal: AbortSignal,
): Promise<void> {
  const { now, settings } = scope
  for (const { from, to, after } of thinning) {
    const before = Math.floor((now() - after) / to) * to
    await repeatWhile(signal, () => transact(scope, (tx) => thinSamples(tx, { from, to, before })))
  }
  const before = now() - settings.retentionLoadDays * dayMilliseconds
  for (const { to: span } of thinning) await repeatWhile(signal, () => transact(scope, (tx) => deleteSamples(tx, { span, before })))
}
