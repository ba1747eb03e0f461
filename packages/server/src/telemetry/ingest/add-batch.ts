import type { ReadConnection } from '../../scope.ts'
import { packRecord, readRecord } from './batch-records.ts'
import { effectOf } from './effects.ts'
import { outputIn } from './output-offset.ts'
import { parseBatch } from './parse-batch.ts'
import { resolveDestinations } from './resolve-destinations.ts'
import { Refusal } from '../thread/refusal.ts'
import { carryOutRemovals } from '../removal/removals.ts'
import type { EntityWrite, TelemetryStore } from '../stores/store.ts'
import type { AddedBatch, BatchKey, BatchSource, TaskEffect } from '../telemetry.ts'

export interface AddBatchInput {
  readonly company: string
  readonly now: number
  readonly lines: Uint8Array
  readonly source: BatchSource
  readonly batchKey: BatchKey | undefined
}

/** Stores a batch in one transaction. If a batch with the same key was stored before, answers what that one did. */
export async function addBatch(store: TelemetryStore, control: ReadConnection, input: AddBatchInput): Promise<AddedBatch> {
  const { batchKey, company, now: created } = input
  for (;;) {
    const first = batchKey === undefined || batchKey.replaces ? undefined : await readRecord<AddedBatch>(store.db, batchKey.key)
    if (first !== undefined) return first
    const { writes, answer } = await prepareWrites(control, input)
    await carryOutRemovals(
      { events: store.db, control },
      writes.map(({ task }) => task),
    )
    const record = batchKey && { ...batchKey, answer: packRecord(answer) }
    if (await store.write({ company, created, batches: writes, record, output: outputIn(writes, input.source) })) return answer
    // Another server has just stored a batch with the same key, so its answer is there now.
  }
}

/** Parses a batch, and resolves for each of its ids where the events belong. */
async function prepareWrites(
  control: ReadConnection,
  { company, now, lines, source }: AddBatchInput,
): Promise<{ readonly writes: readonly EntityWrite[]; readonly answer: AddedBatch }> {
  const {
    lines: sent,
    entities,
    errors,
  } = parseBatch(new TextDecoder().decode(lines), {
    now,
    worker: source.worker,
    isImport: source.isImport === true,
  })
  if (sent === 0) throw new Refusal('empty_batch')
  const filled = [...entities.values()].filter(({ count }) => count > 0)
  const destinations = await resolveDestinations(control, company, filled, source)

  const writes: EntityWrite[] = []
  const effects: TaskEffect[] = []
  for (const [batch, destination] of destinations) {
    if ('refused' in destination) {
      errors.add(destination.refused, batch.id, batch.count)
      continue
    }
    writes.push({ task: destination.task, attempt: destination.attempt, batch })
    if (destination.effects) effects.push(effectOf(destination.task, batch))
  }
  if (writes.length === 0) throw new Refusal('no_events_added', { added: 0, errors: errors.total, errors_info: errors.info() })
  const added = writes.reduce((sum, { batch }) => sum + batch.count, 0)
  return { writes, answer: { added, errors: errors.total, errorsInfo: errors.info(), effects } }
}
