import { Button, Modal, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import type { Task } from '@clearway/contract'
import { type FormEvent, useState } from 'react'
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
      {what === 'enqueue' ? <EnqueueForm {...rest} onDone={onClose} /> : <TagForm {...rest} onDone={onClose} />}
    </Modal>
  )
}

interface FormProps {
  readonly ids: readonly string[]
  readonly tasks: readonly Task[]
  readonly onDone: () => void
}

function EnqueueForm({ ids, onDone }: FormProps) {
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

function TagForm({ ids, tasks, onDone }: FormProps) {
  const [tag, setTag] = useState('')
  const present = [...new Set(tasks.flatMap(({ tags = [] }) => tags))].toSorted()
  const change = useMutation({
    mutationFn: (tags: { readonly add_tags?: string[]; readonly remove_tags?: string[] }) =>
      api.tasks.update_tags({ ids: [...ids], ...tags }),
    onSuccess: onDone,
  })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    change.mutate({ add_tags: [tag.trim()] })
  }
  return (
    <form className="form" onSubmit={submit}>
      <TextInput label="Tag to add" data-autofocus value={tag} onChange={(event) => setTag(event.currentTarget.value)} />
      <Button type="submit" disabled={tag.trim() === ''} title={tag.trim() === '' ? 'Type a tag.' : ''} loading={change.isPending}>
        Add
      </Button>
      {present.length === 0 ? null : (
        <div className="tag-list">
          <span className="muted">Remove:</span>
          {present.map((one) => (
            <Button key={one} size="compact-xs" variant="default" onClick={() => change.mutate({ remove_tags: [one] })}>
              {one} ✕
            </Button>
          ))}
        </div>
      )}
      <Failure error={change.error} />
    </form>
  )
}
