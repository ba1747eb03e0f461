import { Switch, TextInput } from '@mantine/core'

interface Props {
  readonly parameter: {
    readonly name: string
    readonly type: string
    /** The value of the run that is the model. */
    readonly before: string
    readonly description?: string
  }
  readonly value: string
  /** What is wrong with the value. */
  readonly fault: string | undefined
  readonly onChange: (value: string) => void
}

/** The field of a parameter, by its type. A changed one shows its value of before. */
export function ParameterField({ parameter: { name, type, before, description }, value, fault, onChange }: Props) {
  const isChanged = value !== before
  const notes = [description, isChanged ? `before: ${before === '' ? 'empty' : before}` : undefined].filter(Boolean).join(' · ')
  const className = isChanged ? 'changed' : ''
  if (type === 'bool')
    return (
      <Switch
        className={className}
        label={name}
        description={notes}
        error={fault}
        checked={isTrue(value)}
        // Back to what it was is the same text again.
        onChange={({ currentTarget: { checked } }) => onChange(checked === isTrue(before) ? before : checked ? 'True' : 'False')}
      />
    )
  return (
    <TextInput
      className={className}
      label={
        <>
          {name} <span className="muted">{type}</span>
        </>
      }
      description={notes}
      error={fault}
      inputMode={type === 'int' ? 'numeric' : type === 'float' ? 'decimal' : 'text'}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}

function isTrue(text: string): boolean {
  return /^(true|1|yes|on)$/i.test(text.trim())
}
