import type { Trigger } from '@clearway/contract'
import type { Look } from '../../look.ts'
import { shownAgo } from '../../show/duration.ts'
import { facts } from '../../show/facts.ts'
import { table } from '../../show/table.ts'
import { outcomeText, startFacts } from '../../starts/show-start.ts'
import { conditionText } from './show-triggers.ts'

/** Shows a trigger: what it waits for and starts, and what became of the last times. */
export function showTrigger({ trigger }: { readonly trigger: Trigger }, look: Look): string {
  const { id, name, enabled, fires } = trigger
  const state = enabled ? '' : `  ${look.paint('yellow', 'paused')}`
  const about = facts(look, [['when', conditionText(trigger)], ...startFacts(trigger)])
  const past =
    fires.length === 0
      ? look.paint('dim', 'Nothing has triggered it yet.')
      : table(
          look,
          [
            { head: 'WHEN', cell: ({ fired }) => shownAgo(fired, look) },
            { head: 'BY', cell: ({ source }) => source.name ?? source.id, least: 12 },
            { head: 'OUTCOME', cell: (fire) => outcomeText(look, fire) },
            { head: 'TASK', cell: ({ task }) => task?.name ?? task?.id ?? '', least: 12, rank: 2 },
            { head: 'WHY', cell: ({ reason }) => reason ?? '', least: 12, rank: 1 },
          ],
          fires,
        )
  return `${look.paint('bold', name)}  ${look.paint('dim', id)}${state}\n\n${about}\n\n${look.paint('bold', 'Last')}\n${past}`
}
