import { Button, Modal } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import type { Task } from '@clearway/contract'
import { type FormEvent, useState } from 'react'
import { TagForm } from '../../actions/tag-form.tsx'
import { api } from '../../api/client.ts'
import { queuesQuery } from '../../api/queries.ts'
import { Failure } from '../../ui/failure.tsx'
import { Select } from '../../ui/select.tsx'
import { ManyOutcome } from './many-outcome.tsx'

interface Props {
  readonly what: 'enqueue' | 'tag'
  readonly ids: readonly string[]
  readonly tasks: readonly Task[]
  readonly onClose: () => void
}

/** Asks what an action on the picked tasks needs to know: the queue, or the tag. */
export function BulkDialog({ what, onClose, ...rest }: Props) {
  const title = what === 'enqueue' ? `Enqueue ${rest.ids.length}` : `Tag ${rest.ids.length}`
  return (
    <Modal opened onClose={onClose} title={title}>
      {what === 'enqueue' ? (
        <EnqueueForm ids={rest.ids} onDone={onClose} />
      ) : (
        <TagForm
          present={[...new Set(rest.tasks.flatMap(({ tags = [] }) => tags))].toSorted()}
          change={(change) => api.tasks.update_tags({ ids: [...rest.ids], ...change })}
          onDone={onClose}
        />
      )}
    </Modal>
  )
}

function EnqueueForm({ ids, onDone }: { readonly ids: readonly string[]; readonly onDone: () => void }) {
  const { data: queues = [] } = useQuery(queuesQuery)
  const [queue, setQueue] = useState<string>()
  const enqueue = useMutation({
    mutationFn: () => api.tasks.enqueue_many({ ids: [...ids], ...(queue === undefined ? {} : { queue }) }),
    onSuccess: ({ failed }) => failed.length === 0 && onDone(),
  })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    enqueue.mutate()
  }
  return (
    <form className="form" onSubmit={submit}>
      <Select
        label="Queue"
        none="The default queue"
        value={queue}
        choices={queues.map(({ id, name }) => ({ value: id, label: name ?? id }))}
        onChange={setQueue}
      />
      <Failure error={enqueue.error} />
      <ManyOutcome answer={enqueue.data} />
      <Button type="submit" loading={enqueue.isPending}>
        Enqueue
      </Button>
    </form>
  )
}
