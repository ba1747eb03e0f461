import type { RunFault } from '@clearway/contract'
import type { Api } from '@clearway/sdk'
import { type Context, Printed } from '../../command.ts'
import { followRun } from '../../follow/follow-run.ts'
import type { Look } from '../../look.ts'
import { printEnd } from '../../run-view/print-end.ts'
import { showWarnings } from '../run/show-warnings.ts'

/** A run after something was asked of it. */
export interface RunAnswer {
  readonly run: string
  readonly name: string
  readonly status: string
  readonly steps?: readonly string[]
  /** What it waits for. */
  readonly warnings: readonly RunFault[]
}

/** Prints what a run waits for, and answers what happens to it, or shows the run until it has ended. */
export async function answerOrFollow<A extends RunAnswer>(
  answer: A,
  follow: boolean,
  { api, context }: { readonly api: Api; readonly context: Context },
): Promise<A | Printed> {
  if (!context.json) for (const line of showWarnings(answer.warnings, context.look)) context.printOnStderr(line)
  if (!follow) return answer
  const last = await followRun(api, answer.run, context)
  return last === undefined ? new Printed(130) : printEnd(api, last, context, { warnings: answer.warnings })
}

/** A sentence for what happens, and the command that follows the run. */
export function showAnswer(what: string, { run, steps = [] }: RunAnswer, look: Look): string {
  const begin = steps.length === 0 ? '' : `\n  begins anew  ${steps.join(', ')}`
  return `${what}${begin}\n  follow       ${look.paint('bold', look.typed(`clearway pipeline show ${run} --follow`))}`
}
