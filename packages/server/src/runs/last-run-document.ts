import type { PipelineRun } from '@clearway/contract'
import { isoTime } from '../db/sql/iso-time.ts'
import type { LastRunRow } from '../db/tables/pipeline-summaries.ts'

/** A run of a list of the last ones, as the wire shows it. */
export function lastRunDocument({ id, name, status, status_changed: changed, begun, started, completed }: LastRunRow): PipelineRun {
  return {
    id,
    name,
    status,
    status_changed: isoTime(changed),
    ...(begun === null ? {} : { begun: isoTime(begun) }),
    ...(started === null ? {} : { started: isoTime(started) }),
    ...(completed === null ? {} : { completed: isoTime(completed) }),
  }
}
