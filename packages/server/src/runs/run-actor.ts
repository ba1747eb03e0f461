import type { TaskRow } from '../db/tables/tasks.ts'
import type { Tx } from '../scope.ts'
import type { Stopper } from '../tasks/stop.ts'

/** A transaction in the name of a run: what it makes belongs to the user of the controller, and counts as made by the controller. */
export function runActor(tx: Tx, { id, user }: Pick<TaskRow, 'id' | 'user'>): Stopper {
  return { ...tx, user: { id: user, name: 'the server' }, attempt: { task: id } }
}
