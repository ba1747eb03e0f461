import type { Actor } from '../scope.ts'
import type { Insertable } from 'kysely'
import type { TaskTable } from './schema.ts'

/** What a new task brings with it, made or cloned. */
export type DraftParts = Pick<
  Insertable<TaskTable>,
  'project' | 'name' | 'type' | 'comment' | 'parent' | 'script' | 'execution' | 'output' | 'container' | 'runtime' | 'models' | 'resources'
>

/** Adds the row of a draft: never queued, never run, nobody's worker. Answers its id. */
export async function insertDraft({ db, company, user, attempt, now, newId }: Actor, parts: DraftParts): Promise<string> {
  const id = newId()
  const at = now()
  await db
    .insertInto('task')
    .values({
      ...parts,
      id,
      company,
      user: user.id,
      maker: attempt?.task ?? null,
      status: 'created',
      status_reason: '',
      status_message: '',
      status_changed: at,
      queue: null,
      enqueue_status: null,
      created: at,
      started: null,
      completed: null,
      published: null,
      active_duration: null,
      last_update: at,
      last_change: at,
      last_changed_by: user.id,
      last_worker: null,
      last_worker_report: null,
      last_iteration: 0,
      stop_requested: 0,
      generation: 1,
      rev: 1,
    })
    .execute()
  return id
}
