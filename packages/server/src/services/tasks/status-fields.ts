import { isoTime } from '../../db/sql/iso-time.ts'
import type { TaskRow } from '../../db/tables/tasks.ts'

/** The fields about a changed status in answers to ClearML's clients. */
export function statusFields({ status, status_reason, status_message, last_update }: TaskRow): Record<string, unknown> {
  const at = isoTime(last_update)
  return { status, status_reason, status_message, status_changed: at, last_update: at, last_change: at }
}
