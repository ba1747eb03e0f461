import type { RowRule } from '@clearway/contract'

/** The ids that a request names at a rule's field. An empty id clears the field and names nothing. */
export function namedRows({ field, when = {} }: RowRule, input: unknown): readonly string[] {
  if (!Object.entries(when).every(([name, value]) => valuesAt(input, [name])[0] === value)) return []
  return valuesAt(input, field.split('.')).filter((id): id is string => typeof id === 'string' && id !== '')
}

function valuesAt(value: unknown, path: readonly string[]): readonly unknown[] {
  if (Array.isArray(value)) return value.flatMap((item) => valuesAt(item, path))
  const [first, ...rest] = path
  if (first === undefined) return [value]
  return typeof value === 'object' && value !== null ? valuesAt((value as Readonly<Record<string, unknown>>)[first], rest) : []
}
