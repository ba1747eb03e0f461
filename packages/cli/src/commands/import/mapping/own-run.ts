import type { ImportedTask } from '@clearway/contract'
import type { Doc } from './fields.ts'

/** A task of the user who brings it: it becomes theirs; as a run it gets a free number, and is driven as before when it goes on. */
export function ownRun({ user: _, last_changed_by: __, ...task }: ImportedTask, doc: Doc): ImportedTask {
  const numbered = task.type === 'controller' && task.system_tags?.includes('pipeline') === true
  return { ...task, ...(numbered ? { numbered } : {}), ...(doc['driver'] === 'server' ? { driver: 'server' } : {}) }
}
