import type { Trigger } from '@clearway/contract'
import { stateWord } from '@clearway/contract/state-words'
import type { Look } from '../../look.ts'
import { shownAgo } from '../../show/duration.ts'
import { table } from '../../show/table.ts'
import { outcomeText, startText } from '../../starts/show-start.ts'

/** A table of triggers. */
export function showTriggers({ triggers }: { readonly triggers: readonly Trigger[] }, look: Look): string {
  if (triggers.length === 0) return look.paint('dim', 'No triggers.')
  return table(
    look,
    [
      {
        head: 'TRIGGER',
        cell: ({ name, enabled }) => `${look.paint('bold', name)}${enabled ? '' : look.paint('yellow', ' paused')}`,
        least: 12,
      },
      { head: 'WHEN', cell: conditionText, least: 20 },
      { head: 'STARTS', cell: startText, rank: 2, least: 12 },
      { head: 'LAST', cell: (trigger) => lastOf(trigger, look) },
      { head: 'ID', cell: ({ id }) => look.paint('dim', id), rank: 1 },
    ],
    triggers,
  )
}

/** What a trigger waits for, in words. */
export function conditionText({
  entity,
  statuses = [],
  tags = [],
  project,
  name_pattern,
  types = [],
  required_tags = [],
}: Trigger): string {
  const events = [
    statuses.length === 0 ? '' : `is ${statuses.map(stateWord).join(' or ')}`,
    tags.length === 0 ? '' : `gets the tag ${tags.join(' or ')}`,
  ]
  return [
    types.length === 0 ? `a ${entity}` : `a ${types.join(' or ')} task`,
    name_pattern === undefined ? '' : `named /${name_pattern}/`,
    project === undefined ? '' : `in ${project}`,
    required_tags.length === 0 ? '' : `tagged ${required_tags.join(', ')}`,
    events.filter((event) => event !== '').join(' or '),
  ]
    .filter((part) => part !== '')
    .join(' ')
}

function lastOf({ fires: [last] }: Trigger, look: Look): string {
  return last === undefined ? '' : `${outcomeText(look, last)} ${shownAgo(last.fired, look)}`
}
