import { NativeSelect, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { changedValues } from '../actions/changed-values.ts'
import { useRoleRefusal } from '../actions/use-role-refusal.ts'
import { api } from '../api/client.ts'
import { previewQuery } from '../api/new-run-queries.ts'
import { Choice } from '../ui/choice.tsx'
import { Failure } from '../ui/failure.tsx'
import { ParameterFields } from './parameter-fields.tsx'
import { intervalUnits, type TimingFields, type TimingKind, timingOf } from './schedule-timing.ts'
import { RefusableButton } from '../ui/refusable-button.tsx'

interface Props {
  readonly pipeline: string
  /** The path of the project that the pipeline is in; empty if it is in none. */
  readonly folder: string
  /** The newest run of the pipeline, whose parameters are shown; null if it has none. */
  readonly run: string | null
  readonly onMade: () => void
}

const kinds: readonly { readonly value: TimingKind; readonly label: string }[] = [
  { value: 'cron', label: 'By a cron expression' },
  { value: 'every', label: 'At an interval' },
  { value: 'once', label: 'Once' },
]
const overlaps = [
  { value: 'skip', label: 'skip it' },
  { value: 'queue', label: 'start it when the run has ended' },
  { value: 'allow', label: 'start it beside the run' },
  { value: 'stop-previous', label: 'stop the run, and start it' },
] as const
type Overlap = (typeof overlaps)[number]['value']

/** Makes a schedule that starts runs of a pipeline. */
export function ScheduleCreate({ pipeline, folder, run, onMade }: Props) {
  const refusal = useRoleRefusal()
  const [name, setName] = useState('')
  const [overlap, setOverlap] = useState<Overlap>('skip')
  const [values, setValues] = useState<Readonly<Record<string, string>>>({})
  const [timing, setTiming] = useState<TimingFields>({
    kind: 'cron',
    cron: '0 6 * * *',
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    count: '1',
    unit: '3600',
    at: '',
  })
  const { data: preview } = useQuery({ ...previewQuery({ run: run ?? '', parameters: {}, queue: undefined }), enabled: run !== null })
  const parameters = (preview?.parameters ?? []).map((parameter) => ({ ...parameter, before: parameter.value }))
  const changed = changedValues(parameters, values)
  const make = useMutation({
    mutationFn: () =>
      api.schedules.create({
        name,
        start: {
          pipeline,
          ...(folder === '' ? {} : { project: folder }),
          ...(Object.keys(changed).length === 0 ? {} : { parameters: changed }),
        },
        overlap,
        ...timingOf(timing),
      }),
    onSuccess: onMade,
  })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    make.mutate()
  }
  return (
    <form onSubmit={submit} className="form" aria-label="Schedule">
      <TextInput label="Name" required value={name} onChange={(event) => setName(event.currentTarget.value)} />
      <div>
        <Choice label="When" value={timing.kind} choices={kinds} onChange={(kind) => setTiming({ ...timing, kind })} />
      </div>
      <Timing timing={timing} onChange={(change) => setTiming({ ...timing, ...change })} />
      <NativeSelect
        label="If a run of it has not ended when it is due"
        value={overlap}
        data={[...overlaps]}
        onChange={(event) => setOverlap(event.currentTarget.value as Overlap)}
      />
      <ParameterFields parameters={parameters} values={values} onChange={setValues} />
      <Failure error={make.error} />
      <RefusableButton type="submit" loading={make.isPending} refusal={refusal}>
        Make the schedule
      </RefusableButton>
    </form>
  )
}

interface TimingProps {
  readonly timing: TimingFields
  readonly onChange: (change: Partial<TimingFields>) => void
}

/** The fields of the chosen kind of times. */
function Timing({ timing: { kind, cron, zone, count, unit, at }, onChange }: TimingProps) {
  switch (kind) {
    case 'cron':
      return (
        <div className="in-line">
          <TextInput
            label="Cron expression"
            description="minute hour day month weekday, or @daily and the like"
            required
            value={cron}
            onChange={(event) => onChange({ cron: event.currentTarget.value })}
          />
          <TextInput label="Time zone" required value={zone} onChange={(event) => onChange({ zone: event.currentTarget.value })} />
        </div>
      )
    case 'every':
      return (
        <div className="in-line">
          <TextInput
            label="Every"
            type="number"
            min="1"
            required
            value={count}
            onChange={(event) => onChange({ count: event.currentTarget.value })}
          />
          <NativeSelect
            aria-label="Unit of the interval"
            value={unit}
            data={[...intervalUnits]}
            onChange={(event) => onChange({ unit: event.currentTarget.value })}
          />
        </div>
      )
    case 'once':
      return (
        <TextInput
          label="At"
          description={zone}
          type="datetime-local"
          required
          value={at}
          onChange={(event) => onChange({ at: event.currentTarget.value })}
        />
      )
  }
}
