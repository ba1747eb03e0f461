import { visibleDocument } from '@clearway/contract/visible-text'
import type { Api } from '@clearway/sdk'
import { type Context, Printed } from '../command.ts'
import { exitCodeOfRun } from './exit-code-of-run.ts'
import { explainRun } from './failures.ts'
import type { RunView } from './run-view.ts'
import { showFailures } from './show-failures.ts'

/** Prints why the steps of a followed run failed; with --json the run's last state with these failures and `more`. */
export async function printEnd(
  api: Api,
  last: RunView,
  { json, look, print }: Pick<Context, 'json' | 'look' | 'print'>,
  more: Readonly<Record<string, unknown>> = {},
): Promise<Printed> {
  const explained = await explainRun(api, last)
  if (json) print(JSON.stringify({ ...explained, ...more }, undefined, 2))
  else for (const part of showFailures(visibleDocument(explained), look)) print(`\n${part}`)
  return new Printed(exitCodeOfRun(last.run.status))
}
