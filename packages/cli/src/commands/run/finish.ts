import type { RunFault } from '@clearway/contract'
import { type Connection, runResult } from '@clearway/sdk'
import type { Context, Printed } from '../../command.ts'
import { printEnd } from '../../run-view/print-end.ts'
import type { RunView } from '../../run-view/run-view.ts'
import { plain } from './plain.ts'
import { showResult } from './show-result.ts'

/** Prints how a followed run ended: what its body returned, or why it failed. */
export async function finish(
  connection: Connection,
  last: RunView,
  { context, warnings }: { readonly context: Context; readonly warnings: readonly RunFault[] },
): Promise<Printed> {
  const { look, json, print } = context
  const { status } = last.run
  const result = status === 'completed' ? await runResult(connection, last.run.id) : undefined
  const printed = await printEnd(connection.api, last, context, { warnings, ...(status === 'completed' ? { result: plain(result) } : {}) })
  if (!json && result !== undefined) print(`\n${showResult(plain(result), look)}`)
  return printed
}
