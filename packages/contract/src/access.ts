export const roles = ['root', 'system', 'admin', 'user', 'viewer', 'worker'] as const
export type Role = (typeof roles)[number]

/** The right that a caller needs for an action. `account`: for a user's own keys, which no program that runs for the user may change. */
export type Access = 'anyone' | 'viewer' | 'user' | 'account' | 'worker' | 'admin' | 'system'

/** The rights of each role. Users may call what agents call, because ClearML's agents log in with a user's key. */
export const roleAccess = {
  root: ['anyone', 'viewer', 'user', 'account', 'worker', 'admin', 'system'],
  system: ['anyone', 'viewer', 'user', 'account', 'worker', 'admin', 'system'],
  admin: ['anyone', 'viewer', 'user', 'account', 'worker', 'admin'],
  user: ['anyone', 'viewer', 'user', 'account', 'worker'],
  worker: ['anyone', 'viewer', 'worker'],
  viewer: ['anyone', 'viewer'],
} as const satisfies Record<Role, readonly Access[]>

/**
 * What the credential of an attempt may do by an action. `never`: nothing. `reads`: call it, because the action changes nothing. `makes`: call it; what
 * the action creates belongs to the attempt's task. `reports`: send events of rows to which the attempt may add (`shared`). A list: call it if every
 * row that the request names passes the rule for its field.
 */
export type AttemptAccess = 'never' | 'reads' | 'makes' | 'reports' | readonly RowRule[]

/** The kinds of rows that can belong to a task. */
export type OwnedRow = 'task' | 'model' | 'project'

/**
 * The rule for the rows that a field of a request names. `own`: they must be the attempt's task, its descendants, or what any of these created.
 * `shared`: also the running tasks that launched the attempt's task, because a step adds results to its pipeline.
 */
export interface RowRule {
  readonly row: OwnedRow
  readonly right: 'own' | 'shared'
  /** The dotted path of an id or of a list of ids. In a list, the path goes on in each item. */
  readonly field: string
  /** The rule applies only to requests with these values. */
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

/** Whether a role has every right of another. */
export function covers(role: Role, other: Role): boolean {
  return roleAccess[other].every((access) => mayCall(role, access))
}

/** Whether a role may act in the name of a user of another role, which must not give it more rights. */
export function mayActFor(role: Role, other: Role): boolean {
  return mayCall(role, 'admin') && covers(role, other)
}
