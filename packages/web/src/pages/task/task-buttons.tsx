import type { Task } from '@clearway/contract'
import { useState } from 'react'
import { ActionButton } from '../../actions/action-button.tsx'
import { useTaskActions } from '../../actions/use-task-actions.ts'
import { useOffers } from '../../keys/offers.ts'
import { Failure } from '../../ui/failure.tsx'
import { ActionMenu } from './action-menu.tsx'
import { LaterTagDialog } from './later-tag-dialog.tsx'

/** What a person can do to a task: its two chief actions as buttons, the others in a menu, and all of them in the palette. */
export function TaskButtons({ task }: { readonly task: Task }) {
  const { actions, error, isTagging, stopTagging } = useTaskActions(task)
  const [isMenuOpen, setMenuOpen] = useState(false)
  useOffers({ about: task.name ?? task.id, list: actions })
  const chief = (verb: 'abort' | 'enqueue', variant: 'default' | 'filled') =>
    actions.filter((action) => action.verb === verb).map((action) => <ActionButton key={verb} action={action} variant={variant} />)
  return (
    <>
      <Failure error={error} />
      <ActionMenu
        name={task.name ?? task.id}
        actions={actions.filter(({ verb }) => verb !== 'abort' && verb !== 'enqueue')}
        onChange={setMenuOpen}
      />
      {chief('abort', 'default')}
      {chief('enqueue', 'filled')}
      <LaterTagDialog isNear={isMenuOpen} task={task} isOpen={isTagging} onClose={stopTagging} />
    </>
  )
}
