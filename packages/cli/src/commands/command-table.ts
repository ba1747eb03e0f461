import type { AnyCommand } from '../command.ts'

export interface Single {
  readonly summary: string
  readonly load: () => Promise<AnyCommand>
  /** Whether help and completion leave it out, because programs alone call it. */
  readonly hidden?: true
  /** Commands whose names come before its own arguments. */
  readonly below?: () => Promise<Readonly<Record<string, AnyCommand>>>
}
/** The commands of one noun, by their verbs. */
export interface Group {
  readonly summary: string
  readonly verbs: () => Promise<Readonly<Record<string, AnyCommand>>>
}
/** Commands by the first word of their lines. */
export type CommandTable = Readonly<Record<string, Single | Group>>

export function isGroup(entry: Single | Group): entry is Group {
  return 'verbs' in entry
}
