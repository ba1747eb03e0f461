import { type RawBuilder, sql } from 'kysely'

/**
 * When the run of a controller first began: with its first event; without events, with the first of the attempts that continued each other until the
 * present one. Null if it has not begun, and for other tasks. `task` names the table or its alias in the query.
 */
export function firstStart(task: string): RawBuilder<number | null> {
  const [id, type, started] = ['id', 'type', 'started'].map((column) => sql.ref(`${task}.${column}`))
  return sql`case when ${type} = 'controller' then coalesce(
    (select e.created from run_event e where e.run = ${id} and e.seq = 1),
    (select min(a.started) from attempt a where a.task = ${id} and a.number >= coalesce(
      (select max(n.number) from attempt n where n.task = ${id} and n.state <> 'claimed' and n.number < (select max(m.number) from attempt m where m.task = ${id})
        and n.ended_as not in ('moved', 'lost', 'handed_back', 'expired')), 0) + 1),
    ${started}) end`
}
