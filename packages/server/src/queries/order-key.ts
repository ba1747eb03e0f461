import type { Field } from './field.ts'
import type { Sql, Target } from './sql-value.ts'

/** What rows are ordered by. */
export interface OrderKey {
  readonly field: Field
  readonly descending: boolean
  /** What the rows are ordered by instead of the field's column. */
  readonly value?: (target: Target) => Sql
}
