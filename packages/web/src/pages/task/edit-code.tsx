import { Button, Textarea } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Failure } from '../../ui/failure.tsx'

interface Props {
  readonly code: string
  /** What is done with the code: `Save`. */
  readonly verb: string
  /** Why it cannot be done, as a sentence; undefined if it can. */
  readonly refusal: string | undefined
  readonly onSave: (code: string) => Promise<void>
}

/** The code of a task, which becomes a field when it is edited. */
export function EditCode({ code, verb, refusal, onSave }: Props) {
  const [edited, setEdited] = useState<string>()
  const save = useMutation({
    mutationFn: onSave,
    onSuccess: () => setEdited(undefined),
  })
  if (edited === undefined)
    return (
      <>
        <div className="code-verbs">
          <Button
            size="compact-sm"
            variant="default"
            disabled={refusal !== undefined}
            title={refusal ?? ''}
            onClick={() => setEdited(code)}
          >
            Edit the code
          </Button>
        </div>
        <pre className="code">{code}</pre>
      </>
    )
  return (
    <form
      className="code-form"
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate(edited)
      }}
    >
      <Textarea
        label="Code"
        autosize
        minRows={6}
        spellCheck={false}
        classNames={{ input: 'mono' }}
        value={edited}
        onChange={({ currentTarget: { value } }) => setEdited(value)}
      />
      <Failure error={save.error} />
      <div className="code-verbs">
        <Button type="submit" size="compact-sm" loading={save.isPending}>
          {verb}
        </Button>
        <Button size="compact-sm" variant="default" onClick={() => setEdited(undefined)}>
          Cancel
        </Button>
      </div>
    </form>
  )
}
