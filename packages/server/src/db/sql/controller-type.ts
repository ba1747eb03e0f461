import { sql } from 'kysely'

/** The type of the tasks that are runs of pipelines. A literal, because SQLite takes the index of runs for no parameter. */
export const controllerType = sql.lit('controller' as const)
