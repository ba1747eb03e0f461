import { NativeSelect, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { type TaskStatus, taskTypes } from '@clearway/contract/status'
import { type FormEvent, useState } from 'react'
import { changedValues } from '../actions/changed-values.ts'
import { useRoleRefusal } from '../actions/use-role-refusal.ts'
import { api } from '../api/client.ts'
import { previewQuery } from '../api/new-run-queries.ts'
import { Choice } from '../ui/choice.tsx'
import { Failure } from '../ui/failure.tsx'
import { lookOf } from '../ui/look.ts'
import { ParameterFields } from './parameter-fields.tsx'
import { conditionOf, type TriggerFields } from './trigger-condition.ts'
import { RefusableButton } from '../ui/refusable-button.tsx'

interface Props {
  readonly pipeline: string
  /** The path of the project that the pipeline is in; empty if it is in none. */
  readonly folder: string
  /** The newest run of the pipeline, whose parameters are shown; null if it has none. */
  readonly run: string | null
  readonly onMade: () => void
}
const statusesOf: Readonly<Record<TriggerFields['entity'], readonly TaskStatus[]>> = {
  task: ['completed', 'failed', 'stopped', 'published', 'in_progress', 'queued'],
  model: ['published', 'created'],
}
const entities = [
  { value: 'task', label: 'A task' },
  { value: 'model', label: 'A model' },
] as const

/** Makes a trigger that starts runs of a pipeline when a task or a model gets a status or a tag. */
export function TriggerCreate({ pipeline, folder, run, onMade }: Props) {
  const roleRefusal = useRoleRefusal()
  const [name, setName] = useState('')
  const [values, setValues] = useState<Readonly<Record<string, string>>>({})
  const [fields, setFields] = useState<TriggerFields>({
    entity: 'task',
    statuses: ['completed'],
    tags: '',
    project: '',
    pattern: '',
    type: '',
    required: '',
  })
  const { data: preview } = useQuery({ ...previewQuery({ run: run ?? '', parameters: {}, queue: undefined }), enabled: run !== null })
  const parameters = (preview?.parameters ?? []).map((parameter) => ({ ...parameter, before: parameter.value }))
  const changed = changedValues(parameters, values)
  const condition = conditionOf(fields)
  const make = useMutation({
    mutationFn: () =>
      api.triggers.create({
        name,
        ...condition,
        start: {
          pipeline,
          ...(folder === '' ? {} : { project: folder }),
          ...(Object.keys(changed).length === 0 ? {} : { parameters: changed }),
        },
      }),
    onSuccess: onMade,
  })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    make.mutate()
  }
  const isEmpty = condition.statuses === undefined && condition.tags === undefined
  const refusal = roleRefusal ?? (isEmpty ? 'Choose a status, or name a tag.' : undefined)
  const change = (part: Partial<TriggerFields>): void => setFields({ ...fields, ...part })
  const text = (field: 'tags' | 'project' | 'pattern' | 'required', label: string, description: string) => (
    <TextInput
      label={label}
      description={description}
      value={fields[field]}
      onChange={(event) => change({ [field]: event.currentTarget.value })}
    />
  )
  return (
    <form onSubmit={submit} className="form" aria-label="Trigger">
      <TextInput label="Name" required value={name} onChange={(event) => setName(event.currentTarget.value)} />
      <div>
        <Choice
          label="Of what"
          value={fields.entity}
          choices={entities}
          onChange={(entity) => change({ entity, statuses: entity === 'task' ? ['completed'] : ['published'] })}
        />
      </div>
      <fieldset className="checks">
        <legend>It becomes</legend>
        {statusesOf[fields.entity].map((status) => (
          <label key={status}>
            <input
              type="checkbox"
              checked={fields.statuses.includes(status)}
              onChange={({ currentTarget: { checked } }) =>
                change({ statuses: checked ? [...fields.statuses, status] : fields.statuses.filter((other) => other !== status) })
              }
            />
            {lookOf(status).label}
          </label>
        ))}
      </fieldset>
      {text('tags', 'Or it gets a tag', 'any of these, apart by commas')}
      {text('project', 'Only in the project', 'its path; the projects below it too')}
      {text('pattern', 'Only if its name matches', 'a regular expression')}
      {text('required', 'Only if it has the tags', 'all of these, apart by commas')}
      {fields.entity === 'model' ? null : (
        <NativeSelect
          label="Only of the type"
          value={fields.type}
          data={[{ value: '', label: 'any' }, ...taskTypes.map((type) => ({ value: type, label: type.replace('_', ' ') }))]}
          onChange={(event) => change({ type: taskTypes.find((type) => type === event.currentTarget.value) ?? '' })}
        />
      )}
      {parameters.length === 0 ? null : (
        <p className="muted">
          In a value, <code>{'${trigger.id}'}</code> stands for the id of the {fields.entity}; <code>name</code>, <code>project</code>,{' '}
          <code>event</code> and <code>url</code> are there as well.
        </p>
      )}
      <ParameterFields parameters={parameters} values={values} onChange={setValues} />
      <Failure error={make.error} />
      <RefusableButton type="submit" loading={make.isPending} refusal={refusal}>
        Make the trigger
      </RefusableButton>
    </form>
  )
}
