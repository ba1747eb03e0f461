import type { Cure, ResponseOf, tasks } from '@clearway/contract'
import type { Look } from '../../look.ts'

type Explained = ResponseOf<typeof tasks.explain>

/** Why a task waits, and what helps, for its page: nothing, where it runs and nothing that it waits for is held up. */
export function waitFacts({ wait, waits_for: awaited, text }: Explained): (readonly [name: string, value: string])[] {
  const held = wait ?? awaited.find((one) => one.wait !== undefined)?.wait
  if (held === undefined) return []
  return [
    ['waits', text],
    ['what helps', held.cures.map(cureText).join('\n')],
  ]
}

/** A way out in words, and the command for it below. */
function cureText({ text, command }: Cure): string {
  return command === undefined ? text : `${text}\n  ${command}`
}

/** Ways out, the best first. */
export function cureList(cures: readonly Cure[], look: Look): string {
  return cures.map((cure) => `${look.paint('green', '→')} ${cureText(cure).replaceAll('\n', '\n  ')}`).join('\n')
}
