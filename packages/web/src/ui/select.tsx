interface Props {
  readonly label: string
  readonly value: string | undefined
  /** What the choice of nothing is called: `All types`. */
  readonly none: string
  readonly choices: readonly { readonly value: string; readonly label: string }[]
  readonly onChange: (value: string | undefined) => void
}

/** A choice of one among many, or of none. A value that is no choice is shown as it is. */
export function Select({ label, value, none, choices, onChange }: Props) {
  const isKnown = value === undefined || choices.some((choice) => choice.value === value)
  return (
    <select
      aria-label={label}
      className={value === undefined ? 'select' : 'select chosen'}
      value={value ?? ''}
      onChange={({ currentTarget: { value: chosen } }) => onChange(chosen === '' ? undefined : chosen)}
    >
      <option value="">{none}</option>
      {isKnown ? null : <option value={value}>{value}</option>}
      {choices.map((choice) => (
        <option key={choice.value} value={choice.value}>
          {choice.label}
        </option>
      ))}
    </select>
  )
}
