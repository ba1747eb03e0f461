interface Parameter {
  readonly name: string
  readonly before: string
}

/** The values that differ from those of before, by the names of their parameters. */
export function changedValues(parameters: readonly Parameter[], values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    parameters.flatMap(({ name, before }) => {
      const value = values[name]
      return value === undefined || value === before ? [] : [[name, value]]
    }),
  )
}
