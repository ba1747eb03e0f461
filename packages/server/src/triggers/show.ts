import type { Start, Trigger, TriggerFire } from '@clearway/contract'
import { isoTime } from '../db/sql/iso-time.ts'
import { parse } from '../db/sql/json.ts'
import { type findTrigger, readTriggerFires } from '../db/tables/triggers.ts'
import { originalOf } from '../schedules/original.ts'
import type { Reader } from '../scope.ts'
import type { Condition } from './condition.ts'

/** A trigger as the wire shows it, with its last fires. */
export async function triggerDocument(reader: Reader, row: Awaited<ReturnType<typeof findTrigger>>, fires: number): Promise<Trigger> {
  const start = parse<Start>(row.start)
  return {
    id: row.id,
    name: row.name,
    enabled: row.enabled === 1,
    entity: row.entity,
    ...parse<Condition>(row.condition),
    start,
    ...(await originalOf(reader, start)),
    user: row.user,
    created: isoTime(row.created),
    last_update: isoTime(row.last_update),
    fires: (await readTriggerFires(reader, row.id, fires)).map(fireDocument),
  }
}

type FireRow = Awaited<ReturnType<typeof readTriggerFires>>[number]

function fireDocument({ fired, outcome, kind, value, source, source_name, task, name, status, reason }: FireRow): TriggerFire {
  return {
    fired: isoTime(fired ?? 0),
    event: `${kind} ${value}`,
    source: { id: source, ...(source_name === null ? {} : { name: source_name }) },
    outcome: outcome ?? 'failed',
    ...(task === null ? {} : { task: { id: task, ...(name === null ? {} : { name }), ...(status === null ? {} : { status }) } }),
    ...(reason === null || reason === '' ? {} : { reason }),
  }
}
