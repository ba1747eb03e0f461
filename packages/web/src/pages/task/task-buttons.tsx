import { Button, Menu, Modal } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import type { Task } from '@clearway/contract'
import { TagForm } from '../../actions/tag-form.tsx'
import { type OfferedAction, useTaskActions } from '../../actions/use-task-actions.ts'
import { api } from '../../api/client.ts'
import { useOffers } from '../../keys/offers.ts'
import { Failure } from '../../ui/failure.tsx'
import { RefusableButton } from '../../ui/refusable-button.tsx'

/** What a person can do to a task: its two chief actions as buttons, the others in a menu, and all of them in the palette. */
export function TaskButtons({ task }: { readonly task: Task }) {
  const { actions, error, isTagging, stopTagging } = useTaskActions(task)
  const { id, name = id, tags = [] } = task
  useOffers({ about: name, list: actions })
  const chief = (verb: 'abort' | 'enqueue') =>
    actions
      .filter((action) => action.verb === verb)
      .map(({ label, refusal, isPending, act }) => (
        <RefusableButton
          key={label}
          size="compact-sm"
          {...(verb === 'abort' ? { variant: 'default' } : {})}
          refusal={refusal}
          loading={isPending}
          onClick={act}
        >
          {label}
        </RefusableButton>
      ))
  return (
    <>
      <Failure error={error} />
      <Menu position="bottom-end" width={260} shadow="none" withInitialFocusPlaceholder={false}>
        <Menu.Target>
          <Button size="compact-sm" variant="default" rightSection={<IconChevronDown size={14} />}>
            More actions
          </Button>
        </Menu.Target>
        <Menu.Dropdown>{actions.filter(({ verb }) => verb !== 'abort' && verb !== 'enqueue').map(menuItem)}</Menu.Dropdown>
      </Menu>
      {chief('abort')}
      {chief('enqueue')}
      <Modal opened={isTagging} onClose={stopTagging} title={`Tag ${name}`} closeButtonProps={{ 'aria-label': 'Close' }}>
        <TagForm present={tags} change={(change) => api.tasks.update_tags({ ids: [id], ...change })} onDone={stopTagging} />
      </Modal>
    </>
  )
}

/** An action in the menu. There is no place for the pointer to ask why it is refused on a phone, so that the reason is written below it. */
function menuItem({ verb, label, refusal, isPending, act }: OfferedAction) {
  return (
    <Menu.Item key={verb} disabled={refusal !== undefined || isPending} onClick={act}>
      {label}
      {refusal === undefined ? null : <span className="menu-refusal">{refusal}</span>}
    </Menu.Item>
  )
}
