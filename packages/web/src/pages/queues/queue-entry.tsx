import { ActionIcon } from '@mantine/core'
import { IconArrowBarToDown, IconArrowBarToUp, IconGripVertical, IconX } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { Queue, WaitingTask } from '@clearway/contract'
import { Ago } from '../../ui/ago.tsx'
import { Expected } from '../../ui/expected.tsx'
import type { Entry } from './entries-of.ts'

interface Props {
  readonly entry: Entry
  /** Its row in the list, by which the arrow keys find the next one. */
  readonly row: number
  /** Its place in the queue, counted from 0; undefined once it has left. */
  readonly place: number | undefined
  readonly wait: WaitingTask['wait'] | undefined
  readonly others: readonly Queue[]
  readonly refusal: string | undefined
  readonly isFirst: boolean
  readonly isLast: boolean
  /** Whether it is still shown although it is no longer among the entries. */
  readonly isGone: boolean
  readonly onMove: (to: 'front' | 'back') => void
  /** Takes the task out of the queue, or into another one. */
  readonly onLeave: (queue: string | undefined) => void
}

/** A task that waits in a queue. */
export function QueueEntry({ entry, row, place, wait, others, refusal, isFirst, isLast, isGone, onMove, onLeave }: Props) {
  const { task, name, added } = entry
  const mayMove = refusal === undefined
  const button = (label: string, Icon: typeof IconX, reason: string | undefined, act: () => void) => (
    <ActionIcon
      size="sm"
      variant="subtle"
      aria-label={`${label}: ${name}`}
      {...(reason === undefined ? { 'data-tip': label } : { title: reason })}
      disabled={reason !== undefined}
      onClick={act}
    >
      <Icon size={14} />
    </ActionIcon>
  )
  return (
    <li className="queue-entry" draggable={mayMove} inert={isGone}>
      <IconGripVertical size={14} className="grip" aria-hidden />
      <span className="muted number">{place === undefined ? '–' : place + 1}</span>
      <Link to="/tasks/$task" params={{ task }} data-row={row}>
        {name}
      </Link>
      <span className="muted entry-wait">
        {wait?.reason} <Expected at={wait?.expected_start} what="it starts" />
      </span>
      <span className="muted reason-text" title={wait?.text}>
        {wait?.text}
      </span>
      <span className="muted entry-came">
        <Ago at={added} />
      </span>
      <select
        className="select"
        aria-label={`Move to another queue: ${name}`}
        title={refusal ?? ''}
        disabled={!mayMove || others.length === 0}
        value=""
        onChange={(event) => onLeave(event.currentTarget.value)}
      >
        <option value="">Move to…</option>
        {others.map(({ id, name: other = id }) => (
          <option key={id} value={id}>
            {other}
          </option>
        ))}
      </select>
      {button('To the front', IconArrowBarToUp, refusal ?? (isFirst ? 'It is the first one.' : undefined), () => onMove('front'))}
      {button('To the back', IconArrowBarToDown, refusal ?? (isLast ? 'It is the last one.' : undefined), () => onMove('back'))}
      {button('Remove from the queue', IconX, refusal, () => onLeave(undefined))}
    </li>
  )
}
