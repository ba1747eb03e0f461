import type { Kind } from './describe-run.ts'
import type { Compared } from './differences.ts'

/** In what two runs differ. */
export interface RunDiff {
  readonly a: { readonly id: string; readonly name: string; readonly status: string }
  readonly b: { readonly id: string; readonly name: string; readonly status: string }
  readonly parts: Readonly<Record<Kind, Compared>>
}
