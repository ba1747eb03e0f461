import type { Api } from '@clearway/sdk'
import { type Context, Printed } from '../../command.ts'
import { followRun } from '../../follow/follow-run.ts'
import type { Look } from '../../look.ts'

/** A run after something was asked of it. */
export interface RunAnswer {
  readonly run: string
  readonly name: string
  readonly status: string
  readonly steps?: readonly string[]
}

/** Answers what happens to a run, or shows the run until it has ended. */
export async function answerOrFollow<A extends RunAnswer>(
  answer: A,
  follow: boolean,
  { api, context }: { readonly api: Api; readonly context: Context },
): Promise<A | Printed> {
  if (!follow) return answer
  const last = await followRun(api, answer.run, context)
  if (last === undefined) return new Printed(130)
  if (context.json) context.print(JSON.stringify(last, undefined, 2))
  return new Printed(last.run.status === 'completed' ? 0 : 1)
}

/** A sentence for what happens, and the command that follows the run. */
export function showAnswer(what: string, { run, steps = [] }: RunAnswer, look: Look): string {
  const begin = steps.length === 0 ? '' : `\n  begins anew  ${steps.join(', ')}`
  return `${what}${begin}\n  follow       ${look.paint('bold', `clearway pipeline show ${run} --follow`)}`
}
