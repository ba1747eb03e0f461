interface Props<Value extends string> {
  readonly label: string
  readonly value: Value
  readonly choices: readonly { readonly value: Value; readonly label: string }[]
  readonly onChange: (value: Value) => void
}

/** A choice of one among a few, each a button. */
export function Choice<Value extends string>({ label, value, choices, onChange }: Props<Value>) {
  return (
    <div role="group" aria-label={label} className="choice">
      {choices.map((choice) => (
        <button key={choice.value} type="button" aria-pressed={choice.value === value} onClick={() => onChange(choice.value)}>
          {choice.label}
        </button>
      ))}
    </div>
  )
}
