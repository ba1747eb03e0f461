import { type Kysely, sql } from 'kysely'
import { isPostgres } from '../connection/dialect.ts'

interface Event {
  /** The name of the database's trigger and of its function. */
  readonly name: string
  readonly table: string
  readonly on: string
  readonly when: string
  readonly entity: 'task' | 'model'
  readonly kind: 'status' | 'tag'
  /** SQL for the id of the task or model, and for the status or tag. */
  readonly source: string
  readonly value: string
}

const events: readonly Event[] = [
  { name: 'task_made_event', table: 'task', on: 'insert', when: 'true', entity: 'task', kind: 'status', source: 'id', value: 'new.status' },
  {
    name: 'task_status_event',
    table: 'task',
    on: 'update of status',
    when: 'old.status <> new.status',
    entity: 'task',
    kind: 'status',
    source: 'id',
    value: 'new.status',
  },
  { name: 'task_tag_event', table: 'task_tag', on: 'insert', when: 'true', entity: 'task', kind: 'tag', source: 'task', value: 'new.tag' },
  {
    name: 'model_made_event',
    table: 'model',
    on: 'insert',
    when: 'true',
    entity: 'model',
    kind: 'status',
    source: 'id',
    value: `'created'`,
  },
  {
    name: 'model_made_ready_event',
    table: 'model',
    on: 'insert',
    when: 'new.ready = 1',
    entity: 'model',
    kind: 'status',
    source: 'id',
    value: `'published'`,
  },
  {
    name: 'model_ready_event',
    table: 'model',
    on: 'update of ready',
    when: 'old.ready = 0 and new.ready = 1',
    entity: 'model',
    kind: 'status',
    source: 'id',
    value: `'published'`,
  },
  {
    name: 'model_tag_event',
    table: 'model_tag',
    on: 'insert',
    when: 'true',
    entity: 'model',
    kind: 'tag',
    source: 'model',
    value: 'new.tag',
  },
]

/**
 * Creates the triggers of the database that record a status or a tag for each trigger that waits for it (`trigger_watch`), in the transaction of the
 * change, so that no statement can omit it.
 */
export async function createTriggerEvents(db: Kysely<unknown>): Promise<void> {
  for (const { name, table, on, when, entity, kind, source, value } of events) {
    const insert = `insert into trigger_fire (company, "trigger", entity, source, kind, value)
        select w.company, w."trigger", w.entity, new.${source}, w.kind, w.value from trigger_watch as w
        where w.company = new.company and w.entity = '${entity}' and w.kind = '${kind}' and w.value = ${value}
        order by w."trigger"`
    if (isPostgres(db)) {
      await sql
        .raw(`create function record_${name}() returns trigger language plpgsql as $$ begin
        ${insert};
        return null;
      end $$`)
        .execute(db)
      await sql
        .raw(`create trigger ${name} after ${on} on ${table} for each row when (${when}) execute function record_${name}()`)
        .execute(db)
    } else await sql.raw(`create trigger ${name} after ${on} on ${table} when ${when} begin ${insert}; end`).execute(db)
  }
}
