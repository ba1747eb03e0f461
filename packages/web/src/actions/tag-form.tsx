import { Button, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Failure } from '../ui/failure.tsx'

interface Props {
  /** The tags that are there, each of which can be removed. */
  readonly present: readonly string[]
  readonly change: (change: { readonly add_tags?: string[]; readonly remove_tags?: string[] }) => Promise<unknown>
  readonly onDone: () => void
}

/** Adds a tag, or removes one. */
export function TagForm({ present, change, onDone }: Props) {
  const [tag, setTag] = useState('')
  const act = useMutation({ mutationFn: change, onSuccess: onDone })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    act.mutate({ add_tags: [tag.trim()] })
  }
  return (
    <form className="form" onSubmit={submit}>
      <TextInput label="Tag to add" data-autofocus value={tag} onChange={(event) => setTag(event.currentTarget.value)} />
      <Button type="submit" disabled={tag.trim() === ''} title={tag.trim() === '' ? 'Type a tag.' : ''} loading={act.isPending}>
        Add
      </Button>
      {present.length === 0 ? null : (
        <div className="tag-list">
          <span className="muted">Remove:</span>
          {present.map((one) => (
            <Button key={one} size="compact-xs" variant="default" onClick={() => act.mutate({ remove_tags: [one] })}>
              {one} ✕
            </Button>
          ))}
        </div>
      )}
      <Failure error={act.error} />
    </form>
  )
}
