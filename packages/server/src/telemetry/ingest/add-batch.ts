import type { ReadConnection } from '../../scope.ts'
import { answerTo, packAnswer } from './batch-receipts.ts'
import { effectOf } from './effects.ts'
import { leaveOutStoredOutput } from '../output-place.ts'
import { parseBatch } from './parse-batch.ts'
import { placeBatch } from './place-batch.ts'
import { Refusal } from '../thread/refusal.ts'
import { carryOutRemovals } from '../removal/removals.ts'
import type { PlacedBatch, TelemetryStore } from '../stores/store.ts'
import type { AddedBatch, BatchKey, BatchSource, TaskEffect } from '../telemetry.ts'

export interface AddBatchInput {
  readonly company: string
  readonly now: number
  readonly lines: Uint8Array
  readonly source: BatchSource
  readonly receipt: BatchKey | undefined
}

/** Stores a batch in one transaction. If a batch with the same key was stored before, answers what that one did. */
export async function addBatch(store: TelemetryStore, control: ReadConnection, input: AddBatchInput): Promise<AddedBatch> {
  const { receipt, company, now: created } = input
  for (;;) {
    const first = receipt === undefined || receipt.replaces ? undefined : await answerTo(store.db, receipt.key)
    if (first !== undefined) return first
    const { placed, answer } = await place(control, input)
    await carryOutRemovals(
      { events: store.db, control },
      placed.map(({ task }) => task),
    )
    const ofOutput = await leaveOutStoredOutput(store.db, placed, input.source, created)
    const own = receipt === undefined ? [] : [{ ...receipt, answer: packAnswer(answer), created }]
    if (await store.write(company, placed, [...own, ...ofOutput])) return answer
    // Another server has just stored a batch with the same key, so its answer is there now.
  }
}

/** Parses a batch, and resolves for each of its ids where the events belong. */
async function place(
  control: ReadConnection,
  { company, now, lines, source }: AddBatchInput,
): Promise<{ readonly placed: readonly PlacedBatch[]; readonly answer: AddedBatch }> {
  const { lines: sent, entities, errors } = parseBatch(new TextDecoder().decode(lines), { now, worker: source.worker })
  if (sent === 0) throw new Refusal('empty_batch')
  const filled = [...entities.values()].filter(({ count }) => count > 0)
  const placements = await placeBatch(control, company, filled, source)

  const placed: PlacedBatch[] = []
  const effects: TaskEffect[] = []
  for (const [batch, placement] of placements) {
    if ('refused' in placement) {
      errors.add(placement.refused, batch.id, batch.count)
      continue
    }
    placed.push({ task: placement.task, attempt: placement.attempt, batch })
    if (placement.effects) effects.push(effectOf(placement.task, batch))
  }
  if (placed.length === 0) throw new Refusal('no_events_added', { added: 0, errors: errors.total, errors_info: errors.info() })
  const added = placed.reduce((sum, { batch }) => sum + batch.count, 0)
  return { placed, answer: { added, errors: errors.total, errorsInfo: errors.info(), effects } }
}
