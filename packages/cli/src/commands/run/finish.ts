import type { RunFault } from '@clearway/contract'
import { visibleDocument } from '@clearway/contract/visible-text'
import { type Connection, runResult } from '@clearway/sdk'
import { type Context, Printed } from '../../command.ts'
import { explainRun } from '../../run-view/failures.ts'
import type { RunView } from '../../run-view/run-view.ts'
import { showFailures } from '../../run-view/show-failures.ts'
import { exitCodeOfRun } from '../../run-view/exit-code-of-run.ts'
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
  const explained = await explainRun(connection.api, last)
  if (json) print(JSON.stringify({ ...explained, warnings, ...(status === 'completed' ? { result: plain(result) } : {}) }, undefined, 2))
  else {
    for (const part of showFailures(visibleDocument(explained), look)) print(`\n${part}`)
    if (status === 'completed' && result !== undefined) print(`\n${showResult(plain(result), look)}`)
  }
  return new Printed(exitCodeOfRun(status))
}
