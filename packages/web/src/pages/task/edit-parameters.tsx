import { Button, Textarea, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { Param, Task } from '@clearway/contract'
import { useMemo, useState } from 'react'
import { api } from '../../api/client.ts'
import { Failure } from '../../ui/failure.tsx'
import { LongList } from '../../ui/long-list.tsx'
import { changesOf, idOf, listOf, type NewParameter, noEdits } from './parameter-edits.ts'

interface Props {
  readonly task: Pick<Task, 'id' | 'hyperparams'>
  readonly onEnd: () => void
}
const textOf = ({ section, name, value }: Param): string => `${section}/${name} ${String(value ?? '')}`

/** The parameters of a draft as fields. They are stored when they are saved. */
export function EditParameters({ task: { id, hyperparams }, onEnd }: Props) {
  const parameters = useMemo(() => listOf(hyperparams), [hyperparams])
  const fresh: NewParameter = { section: parameters[0]?.section ?? 'Args', name: '', value: '' }
  const [edits, setEdits] = useState(() => (parameters.length === 0 ? { ...noEdits, added: [fresh] } : noEdits))
  const { values, removed, added } = edits
  const { edited, deleted, fault } = changesOf(hyperparams, edits)
  const save = useMutation({
    mutationFn: async () => {
      if (edited.length > 0) await api.tasks.edit_hyper_params({ task: id, hyperparams: [...edited], replace_hyperparams: 'none' })
      if (deleted.length > 0) await api.tasks.delete_hyper_params({ task: id, hyperparams: [...deleted] })
    },
    onSuccess: onEnd,
  })
  return (
    <form
      aria-label="Parameters of the draft"
      className="parameter-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (fault === undefined) save.mutate()
      }}
    >
      <LongList noun="parameters" items={parameters} textOf={textOf}>
        {(shown) =>
          shown.map((one) => {
            const key = idOf(one)
            const label = `${one.section}/${one.name}`
            const isRemoved = removed.includes(key)
            return (
              <div key={key} className="parameter-line">
                <ValueField
                  label={label}
                  value={values[key] ?? String(one.value ?? '')}
                  isRemoved={isRemoved}
                  onChange={(value) => setEdits({ ...edits, values: { ...values, [key]: value } })}
                />
                <Button
                  size="compact-sm"
                  variant="default"
                  aria-label={`${isRemoved ? 'Keep' : 'Remove'} ${label}`}
                  onClick={() => setEdits({ ...edits, removed: isRemoved ? removed.filter((other) => other !== key) : [...removed, key] })}
                >
                  {isRemoved ? 'Keep' : 'Remove'}
                </Button>
              </div>
            )
          })
        }
      </LongList>
      {added.map((one, index) => (
        <NewLine
          key={index}
          parameter={one}
          onChange={(part) => setEdits({ ...edits, added: added.map((other, at) => (at === index ? { ...other, ...part } : other)) })}
        />
      ))}
      {fault === undefined ? null : <p role="status">{fault}</p>}
      <Failure error={save.error} />
      <div className="code-verbs flush">
        <Button type="submit" size="compact-sm" loading={save.isPending} disabled={fault !== undefined} title={fault ?? ''}>
          Save
        </Button>
        <Button size="compact-sm" variant="default" onClick={() => setEdits({ ...edits, added: [...added, fresh] })}>
          Add a parameter
        </Button>
        <Button size="compact-sm" variant="default" onClick={onEnd}>
          Cancel
        </Button>
      </div>
    </form>
  )
}

interface ValueProps {
  readonly label: string
  readonly value: string
  readonly isRemoved: boolean
  readonly onChange: (value: string) => void
}

/** The value of a parameter; one of several lines in a field that keeps them. */
function ValueField({ label, value, isRemoved, onChange }: ValueProps) {
  // What has become a field of several lines stays one, so that it keeps the focus.
  const [isLong] = useState(value.includes('\n'))
  const props = { size: 'xs', label, value, disabled: isRemoved, spellCheck: false, classNames: { input: 'mono' } } as const
  return isLong ? (
    <Textarea {...props} autosize maxRows={12} onChange={({ currentTarget }) => onChange(currentTarget.value)} />
  ) : (
    <TextInput {...props} onChange={({ currentTarget }) => onChange(currentTarget.value)} />
  )
}

interface NewProps {
  readonly parameter: NewParameter
  readonly onChange: (part: Partial<NewParameter>) => void
}

/** Gives the focus to a field that somebody has just asked for. The same function at each render, so that it does so once. */
const focus = (field: HTMLInputElement | null): void => field?.focus()

function NewLine({ parameter: { section, name, value }, onChange }: NewProps) {
  return (
    <fieldset className="new-parameter">
      <legend className="unseen">New parameter</legend>
      <TextInput size="xs" label="Section" value={section} onChange={({ currentTarget }) => onChange({ section: currentTarget.value })} />
      <TextInput
        size="xs"
        label="Name"
        ref={focus}
        value={name}
        onChange={({ currentTarget }) => onChange({ name: currentTarget.value })}
      />
      <TextInput
        size="xs"
        label="Value"
        spellCheck={false}
        classNames={{ input: 'mono' }}
        value={value}
        onChange={({ currentTarget }) => onChange({ value: currentTarget.value })}
      />
    </fieldset>
  )
}
