import type { Cure, ResponseOf, tasks } from '@clearway/contract'
import type { Look } from '../../look.ts'

type Explained = ResponseOf<typeof tasks.explain>

/** Why a task waits and what helps. Empty for a running task if nothing blocks the tasks that it waits for. */
export function waitFacts({ wait, waits_for: awaited, text }: Explained, look: Look): (readonly [name: string, value: string])[] {
  const held = wait ?? awaited.find((one) => one.wait !== undefined)?.wait
  if (held === undefined) return []
  return [
    ['waits', text],
    ['what helps', held.cures.map((cure) => cureText(cure, look)).join('\n')],
  ]
}

/** A cure in words, and the command for it on the next line. */
function cureText({ text, command }: Cure, look: Look): string {
  return command === undefined ? text : `${text}\n  ${look.typed(command)}`
}

/** The cures, best first. */
export function cureList(cures: readonly Cure[], look: Look): string {
  return cures.map((cure) => `${look.paint('green', '→')} ${cureText(cure, look).replaceAll('\n', '\n  ')}`).join('\n')
}
