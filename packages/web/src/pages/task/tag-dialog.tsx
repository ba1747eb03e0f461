import { Modal } from '@mantine/core'
import type { Task } from '@clearway/contract'
import { TagForm } from '../../actions/tag-form.tsx'
import { api } from '../../api/client.ts'

interface Props {
  readonly task: Pick<Task, 'id' | 'name' | 'tags'>
  readonly isOpen: boolean
  readonly onClose: () => void
}

/** The dialog that adds tags to a task and removes them. */
export function TagDialog({ task: { id, name = id, tags = [] }, isOpen, onClose }: Props) {
  return (
    <Modal opened={isOpen} onClose={onClose} title={`Tag ${name}`} closeButtonProps={{ 'aria-label': 'Close' }}>
      <TagForm present={tags} change={(change) => api.tasks.update_tags({ ids: [id], ...change })} onDone={onClose} />
    </Modal>
  )
}
