import { Button, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { Queue } from '@clearway/contract'
import { type FormEvent, useState } from 'react'
import { ActionButton, type OfferedAction } from '../actions/action-button.tsx'
import { useRoleRefusal } from '../actions/use-role-refusal.ts'
import { api } from '../api/client.ts'
import { useOffers } from '../keys/offers.ts'
import { Failure } from '../ui/failure.tsx'

interface Props {
  readonly queue: Queue
  /** How many tasks wait in it. */
  readonly waiting: number
}

/** The name, the display name and the tags of a queue, and what empties or deletes it. */
export function QueueSettings({ queue: { id, name = id, display_name: display, tags = [] }, waiting }: Props) {
  const refusal = useRoleRefusal()
  const navigate = useNavigate()
  const before = { name, display: display ?? '', tags: tags.join(', ') }
  const [given, setGiven] = useState(before)
  const save = useMutation({
    mutationFn: () => {
      const chosen = given.tags.split(',').map((tag) => tag.trim())
      return api.queues.update({
        queue: id,
        name: given.name.trim(),
        display_name: given.display.trim(),
        tags: [...new Set(chosen)].filter((tag) => tag !== ''),
      })
    },
  })
  const tasks = waiting === 1 ? 'the task that waits' : `the ${waiting} tasks that wait`
  const act = useMutation({
    mutationFn: async (verb: 'empty' | 'delete'): Promise<unknown> => {
      if (verb === 'empty') return emptyQueue(id, waiting)
      await api.queues.delete({ queue: id, force: waiting > 0 })
      return navigate({ to: '/queues' })
    },
  })
  const ask = (verb: 'empty' | 'delete'): void => {
    const what = waiting === 0 ? '' : ` This takes out ${tasks} in it, which can be enqueued again.`
    if (window.confirm(`${verb === 'empty' ? 'Empty' : 'Delete'} the queue ${name}?${what}`)) act.mutate(verb)
  }
  const isPending = (verb: 'empty' | 'delete'): boolean => act.isPending && act.variables === verb
  const actions: readonly OfferedAction[] = [
    {
      label: 'Empty',
      refusal: refusal ?? (waiting === 0 ? 'Nothing waits in it.' : undefined),
      isPending: isPending('empty'),
      act: () => ask('empty'),
    },
    { label: 'Delete', refusal, isPending: isPending('delete'), act: () => ask('delete') },
  ]
  useOffers({ about: name, list: actions })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    save.mutate()
  }
  const isSame = JSON.stringify(given) === JSON.stringify(before)
  const isLocked = refusal !== undefined
  return (
    <section className="card" aria-label="Settings">
      <h2>Settings</h2>
      <form className="in-line" onSubmit={submit}>
        <TextInput
          size="xs"
          label="Name"
          required
          minLength={3}
          disabled={isLocked}
          title={refusal ?? ''}
          value={given.name}
          onChange={(event) => setGiven({ ...given, name: event.currentTarget.value })}
        />
        <TextInput
          size="xs"
          label="Display name"
          placeholder="may be left out"
          disabled={isLocked}
          title={refusal ?? ''}
          value={given.display}
          onChange={(event) => setGiven({ ...given, display: event.currentTarget.value })}
        />
        <TextInput
          size="xs"
          label="Tags, with commas between"
          disabled={isLocked}
          title={refusal ?? ''}
          value={given.tags}
          onChange={(event) => setGiven({ ...given, tags: event.currentTarget.value })}
        />
        <Button
          type="submit"
          size="compact-sm"
          disabled={isLocked || isSame}
          title={refusal ?? (isSame ? 'Nothing is changed.' : '')}
          loading={save.isPending}
        >
          Save
        </Button>
      </form>
      <Failure error={save.error ?? act.error} />
      <div className="bar-start">
        {actions.map((action) => (
          <ActionButton key={action.label} action={action} variant="default" />
        ))}
      </div>
    </section>
  )
}

/** Takes tasks out of a queue, some hundreds a call: as many as it had, so that this ends also while others are added. */
async function emptyQueue(queue: string, count: number): Promise<void> {
  const { removed, left } = await api.queues.clear({ queue })
  // A call that removes nothing leaves tasks that a claim holds, which are about to start.
  if (left > 0 && removed > 0 && removed < count) await emptyQueue(queue, count - removed)
}
