import { Button, Modal, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useRoleRefusal } from '../../actions/use-role-refusal.ts'
import { api } from '../../api/client.ts'
import { Failure } from '../../ui/failure.tsx'
import { RefusableButton } from '../../ui/refusable-button.tsx'

/** The button and form that make a queue. */
export function QueueCreate() {
  const [isOpen, setOpen] = useState(false)
  const [name, setName] = useState('')
  const refusal = useRoleRefusal()
  const create = useMutation({
    mutationFn: () => api.queues.create({ name: name.trim() }),
    onSuccess: () => {
      setOpen(false)
      setName('')
    },
  })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    create.mutate()
  }
  return (
    <>
      <RefusableButton size="compact-sm" variant="default" refusal={refusal} onClick={() => setOpen(true)}>
        New queue
      </RefusableButton>
      <Modal opened={isOpen} onClose={() => setOpen(false)} title="New queue" closeButtonProps={{ 'aria-label': 'Close' }}>
        <form onSubmit={submit} className="form">
          <TextInput
            label="Name"
            description="At least three characters, such as gpu-large."
            value={name}
            minLength={3}
            required
            data-autofocus
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Failure error={create.error} />
          <Button type="submit" loading={create.isPending}>
            Create
          </Button>
        </form>
      </Modal>
    </>
  )
}
