import { type RawBuilder, sql, type SqlBool } from 'kysely'

/**
 * The condition that a task is a clone of the run that is its parent, and no part of that run: a run of the same program in the same project that no
 * launch and no attempt made. As in ClearML, the clone of a task without a parent has the original as parent. `task` names the table or its alias in
 * the query.
 */
export function isCloneOfRun(task: string): RawBuilder<SqlBool> {
  const columns = ['id', 'type', 'maker', 'parent', 'project', 'script']
  const [id, type, maker, parent, project, script] = columns.map((column) => sql.ref(`${task}.${column}`))
  return sql<SqlBool>`(${type} = 'controller' and ${maker} is null
    and exists (
      select 1 from task as original
      where original.id = ${parent} and original.type = 'controller' and original.script = ${script}
      and coalesce(original.project, '') = coalesce(${project}, '')
    )
    and not exists (select 1 from step_launch as own where own.task = ${id} and own.run = ${parent})
    and not exists (select 1 from launch as published where published.task = ${id} and published.controller = ${parent}))`
}
