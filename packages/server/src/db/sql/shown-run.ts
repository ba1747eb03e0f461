import { type RawBuilder, sql, type SqlBool } from 'kysely'

/**
 * The condition that a task is a run that lists show: neither a draft nor archived. `task` names the table or its alias in the query. It has literals alone,
 * because SQLite takes the index of runs for no parameter.
 */
export function isShownRun(task: string): RawBuilder<SqlBool> {
  const [type, status, archived] = ['type', 'status', 'archived'].map((column) => sql.ref(`${task}.${column}`))
  return sql<SqlBool>`${type} = 'controller' and ${status} <> 'created' and ${archived} = 0`
}
