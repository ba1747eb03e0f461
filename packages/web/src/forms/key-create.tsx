import { TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useAccountRefusal } from '../actions/use-role-refusal.ts'
import { api } from '../api/client.ts'
import { Failure } from '../ui/failure.tsx'
import { RefusableButton } from '../ui/refusable-button.tsx'

interface Props {
  readonly onMade: (made: { readonly access_key: string; readonly secret_key: string }) => void
}

/** Makes a key pair for the user. */
export function KeyCreate({ onMade }: Props) {
  const [label, setLabel] = useState('')
  const refusal = useAccountRefusal()
  const make = useMutation({
    mutationFn: async () => (await api.auth.create_credentials(label === '' ? {} : { label })).credentials,
    onSuccess: (made) => {
      setLabel('')
      onMade(made)
    },
  })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    make.mutate()
  }
  return (
    <form onSubmit={submit} className="in-line" aria-label="New key">
      <TextInput
        size="xs"
        label="Label"
        placeholder="where it is used"
        value={label}
        onChange={(event) => setLabel(event.currentTarget.value)}
      />
      <RefusableButton type="submit" size="compact-sm" loading={make.isPending} refusal={refusal}>
        Make a key
      </RefusableButton>
      <Failure error={make.error} />
    </form>
  )
}
