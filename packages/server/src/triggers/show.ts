import type { Start, Trigger, TriggerFire } from '@clearway/contract'
import { isoTime } from '../db/sql/iso-time.ts'
import { parse } from '../db/sql/json.ts'
import { type findTrigger, readTriggerFires } from '../db/tables/triggers.ts'
import { originalsOf } from '../schedules/original.ts'
import type { Reader } from '../scope.ts'
import type { Condition } from './condition.ts'

/** Triggers as the wire shows them, each with its last fires. */
export async function triggerDocuments(
  reader: Reader,
  rows: readonly Awaited<ReturnType<typeof findTrigger>>[],
  mostFires: number,
): Promise<Trigger[]> {
  const shown = rows.map((row) => ({ row, start: parse<Start>(row.start) }))
  const original = await originalsOf(
    reader,
    shown.map(({ start }) => start),
  )
  const fires = await readTriggerFires(
    reader,
    rows.map(({ id }) => id),
    mostFires,
  )
  const byTrigger = Map.groupBy(fires, ({ trigger }) => trigger)
  return shown.map(({ row, start }) => ({
    id: row.id,
    name: row.name,
    enabled: row.enabled === 1,
    entity: row.entity,
    ...parse<Condition>(row.condition),
    start,
    ...original(start),
    user: row.user,
    created: isoTime(row.created),
    last_update: isoTime(row.last_update),
    fires: (byTrigger.get(row.id) ?? []).map(fireDocument),
  }))
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
