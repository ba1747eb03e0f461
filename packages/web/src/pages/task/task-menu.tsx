import { useQuery } from '@tanstack/react-query'
import type { TaskVerb } from '@clearway/contract/can-do'
import { useState } from 'react'
import type { OfferedAction } from '../../actions/action-button.tsx'
import { useTaskActions } from '../../actions/use-task-actions.ts'
import { taskFactsQuery } from '../../api/queries.ts'
import { useOffers } from '../../keys/offers.ts'
import { Failure } from '../../ui/failure.tsx'
import { ActionMenu } from './action-menu.tsx'
import { LaterTagDialog } from './later-tag-dialog.tsx'

interface Props {
  readonly id: string
  readonly name: string
  /** The action that has a button beside the menu, and so is not in the menu. */
  readonly without?: TaskVerb
  /** What the menu has before them, which is offered in the palette by itself. */
  readonly first?: readonly OfferedAction[]
  /** What follows when the task has been deleted. */
  readonly onDeleted: () => void
}
const none: readonly OfferedAction[] = []

/** What can be done to a task, in a menu and in the palette. What decides on it is read while one of them is open. */
export function TaskMenu({ id, name, without, first = none, onDeleted }: Props) {
  const [isWanted, setWanted] = useState(false)
  const { data: task, error: unread } = useQuery({ ...taskFactsQuery(id), enabled: isWanted })
  const { actions, error, isTagging, stopTagging } = useTaskActions({ name, ...task, id }, onDeleted)
  const list = task === undefined ? [] : actions.filter(({ verb }) => verb !== without)
  useOffers({ about: name, list, onPalette: setWanted })
  return (
    <>
      <Failure error={error ?? unread} />
      <ActionMenu name={name} actions={[...first, ...list]} onChange={setWanted} />
      <LaterTagDialog isNear={isWanted} task={{ name, ...task, id }} isOpen={isTagging} onClose={stopTagging} />
    </>
  )
}
