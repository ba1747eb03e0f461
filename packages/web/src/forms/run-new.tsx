import { NativeSelect } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { changedValues } from '../actions/changed-values.ts'
import { useRoleRefusal } from '../actions/use-role-refusal.ts'
import { api } from '../api/client.ts'
import { previewQuery } from '../api/new-run-queries.ts'
import { queuesQuery } from '../api/queries.ts'
import { Failure } from '../ui/failure.tsx'
import { ParameterFields } from './parameter-fields.tsx'
import { RunForecast } from './run-forecast.tsx'
import { RefusableButton } from '../ui/refusable-button.tsx'

type Values = Readonly<Record<string, string>>
interface Props {
  readonly project: string
  /** The run whose definition and values the new one gets. */
  readonly run: string
  /** The values that differ, as the address has them. */
  readonly set: Values
  readonly queue: string | undefined
}

/** The form of a new run, beside what the run would be like. */
export function RunNew({ project, run, set, queue }: Props) {
  const navigate = useNavigate()
  const roleRefusal = useRoleRefusal()
  const { data: preview, error } = useQuery(previewQuery({ run, parameters: set, queue }))
  const { data: queues = [] } = useQuery(queuesQuery)
  const [values, setValues] = useState<Values>(set)
  const parameters = (preview?.parameters ?? []).map((parameter) => ({ ...parameter, before: parameter.value }))
  const changed = changedValues(parameters, values)
  const go = (search: { readonly set?: Values; readonly queue?: string | undefined }): void =>
    void navigate({
      to: '/pipelines/$project/new',
      params: { project },
      search: (old) => ({ ...old, ...search }) as object,
      replace: true,
    })
  const show = useDebouncedCallback((next: Values) => go({ set: changedValues(parameters, next) }), 250)
  const start = useMutation({
    mutationFn: () => api.runs.start({ run, parameters: changed, ...(queue === undefined ? {} : { queue }) }),
    onSuccess: (started) => navigate({ to: '/runs/$run', params: { run: started.run } }),
  })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    start.mutate()
  }
  const faults = preview?.errors ?? []
  const refusal = roleRefusal ?? (faults.length === 0 ? undefined : 'The run would fail for certain: see what is marked.')
  return (
    <>
      <h1>New run{preview === undefined ? '' : ` like ${preview.name}`}</h1>
      <Failure error={error} />
      {preview === undefined ? null : (
        <div className="form-and-facts">
          <form onSubmit={submit} className="card form" aria-label="Parameters">
            <h2>
              Parameters{' '}
              <Link to="/runs/$run" params={{ run }} className="muted">
                as in {preview.name}
              </Link>
            </h2>
            {parameters.length === 0 ? <p className="muted">The pipeline has no parameters.</p> : null}
            <ParameterFields
              parameters={parameters}
              values={values}
              faultOf={(name) => faults.find(({ field }) => field === `parameters.${name}`)?.message}
              onChange={(next) => {
                setValues(next)
                show(next)
              }}
            />
            {preview.queue === undefined ? null : (
              <NativeSelect
                label="Queue of the run itself"
                description="Its steps are put on the queues that the pipeline names."
                value={preview.queue.name}
                data={[...new Set([preview.queue.name, ...queues.map(({ id, name = id }) => name)])]}
                onChange={(event) => go({ queue: event.currentTarget.value })}
              />
            )}
            <Failure error={start.error} />
            <RefusableButton type="submit" loading={start.isPending} refusal={refusal}>
              {Object.keys(changed).length === 0 ? 'Start with the same parameters' : 'Start with the changed parameters'}
            </RefusableButton>
          </form>
          <RunForecast preview={preview} />
        </div>
      )}
    </>
  )
}
