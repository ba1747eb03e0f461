import { Button, Modal, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { api } from '../api/client.ts'
import { taskQuery } from '../api/queries.ts'
import { Failure } from '../ui/failure.tsx'
import { changedValues } from './changed-values.ts'

interface Props {
  readonly run: string
  /** Why the user may not; undefined if the user may. */
  readonly refusal: string | undefined
}

/** Starts a run again, with the parameters of before or others. */
export function RunAgain({ run, refusal }: Props) {
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button size="compact-sm" disabled={refusal !== undefined} title={refusal ?? ''} onClick={() => setOpen(true)}>
        Run again
      </Button>
      <Modal opened={isOpen} onClose={() => setOpen(false)} title="Run again">
        {isOpen ? <ParameterForm run={run} onStarted={() => setOpen(false)} /> : null}
      </Modal>
    </>
  )
}

function ParameterForm({ run, onStarted }: { readonly run: string; readonly onStarted: () => void }) {
  const navigate = useNavigate()
  const { data: task } = useQuery(taskQuery(run))
  const [values, setValues] = useState<Readonly<Record<string, string>>>({})
  const parameters = Object.values(task?.hyperparams?.['Args'] ?? {}).map(({ name, value }) => ({ name, before: String(value ?? '') }))
  const changed = changedValues(parameters, values)
  const start = useMutation({
    mutationFn: () => api.runs.rerun({ run, parameters: changed }),
    onSuccess: async (started) => {
      onStarted()
      await navigate({ to: '/runs/$run', params: { run: started.run } })
    },
  })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    start.mutate()
  }
  if (task === undefined) return null
  const { project } = task
  return (
    <form onSubmit={submit} className="form">
      {parameters.length === 0 ? <p className="muted">The pipeline has no parameters.</p> : null}
      {parameters.map(({ name, before }) => (
        <TextInput
          key={name}
          label={name}
          value={values[name] ?? before}
          description={name in changed ? `before: ${before}` : undefined}
          onChange={(event) => {
            const { value } = event.currentTarget
            setValues((old) => ({ ...old, [name]: value }))
          }}
        />
      ))}
      {typeof project === 'string' ? (
        <p className="muted">
          <Link
            to="/pipelines/$project/new"
            params={{ project }}
            search={{ run, ...(Object.keys(changed).length === 0 ? {} : { set: changed }) }}
          >
            Choose the queue, and see first what it would run
          </Link>
        </p>
      ) : null}
      <Failure error={start.error} />
      <Button type="submit" loading={start.isPending}>
        {Object.keys(changed).length === 0 ? 'Start with the same parameters' : 'Start with the changed parameters'}
      </Button>
    </form>
  )
}
