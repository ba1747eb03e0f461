export const roles = ['root', 'system', 'admin', 'user', 'viewer', 'worker'] as const
export type Role = (typeof roles)[number]

/** What an action asks of its caller. `account`: a person's own keys, which no program that runs for him may touch. */
export type Access = 'anyone' | 'viewer' | 'user' | 'account' | 'worker' | 'admin' | 'system'

/** Which actions each role may call. Users may call what agents call, because ClearML's agents log in with a user's key. */
export const roleAccess = {
  root: ['anyone', 'viewer', 'user', 'account', 'worker', 'admin', 'system'],
  system: ['anyone', 'viewer', 'user', 'account', 'worker', 'admin', 'system'],
  admin: ['anyone', 'viewer', 'user', 'account', 'worker', 'admin'],
  user: ['anyone', 'viewer', 'user', 'account', 'worker'],
  worker: ['anyone', 'viewer', 'worker'],
  viewer: ['anyone', 'viewer'],
} as const satisfies Record<Role, readonly Access[]>

/**
 * What the credential of an attempt may do by an action. `reads`: call it; nothing changes. `makes`: call it; what it makes belongs to the attempt's
 * task. `reports`: events, each for a row to which it may add (`shared`). A list: call it where every row that the request names passes its rule.
 */
export type AttemptAccess = 'never' | 'reads' | 'makes' | 'reports' | readonly RowRule[]

/** The kinds of rows that can belong to a task. */
export type OwnedRow = 'task' | 'model' | 'project'

/**
 * Rows that a request names. `own`: the attempt's task, its descendants, and what any of them made. `shared`: also the running tasks that launched it,
 * because a step adds results to its pipeline.
 */
export interface RowRule {
  readonly row: OwnedRow
  readonly right: 'own' | 'shared'
  /** Dotted path of an id, or of a list of them; through lists it leads to each item. */
  readonly field: string
  /** The rule counts only for requests with these values. */
  readonly when?: Readonly<Record<string, unknown>>
}

export function own(row: OwnedRow, field: string = row, when?: RowRule['when']): RowRule {
  return { row, right: 'own', field, ...(when === undefined ? {} : { when }) }
}

export function shared(row: 'task', field: string = row): RowRule {
  return { row, right: 'shared', field }
}

export function mayCall(role: Role, access: Access): boolean {
  return (roleAccess[role] as readonly Access[]).includes(access)
}
