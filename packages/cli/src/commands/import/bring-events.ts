import { addressesOfEvent, mapEvent } from './mapping/event.ts'
import type { Doc } from './mapping/fields.ts'
import { readEvents, readLog } from './reading/events.ts'
import type { Import } from './import.ts'
import type { Counted } from './totals.ts'

/** How many characters of events are sent at a time. */
const mostCharacters = 8_000_000

const countedAs: Readonly<Record<string, Counted>> = {
  training_stats_scalar: 'points',
  training_stats_vector: 'vectors',
  plot: 'plots',
  training_debug_image: 'images',
  log: 'lines',
}

/** Brings scalars, vectors, plots and images. Sent again they overwrite themselves. */
export async function bringEvents(run: Import, owner: string, isModel: boolean): Promise<void> {
  for await (const events of readEvents(run.source, owner, isModel)) await send(run, owner, events, isModel)
}

/** Brings the lines of a log after the last one that is here, which were stored together with all others of their time. */
export async function bringLog(run: Import, task: string, isLive: boolean): Promise<void> {
  const last = await run.target.call((api) => api.events.get_task_log({ task, order: 'desc', navigate_earlier: true, batch_size: 1 }))
  const after = last.events[0]?.['timestamp']
  const lines = readLog(run.source, task, { after: typeof after === 'number' ? after : undefined, isLive })
  for await (const page of lines) await send(run, task, page, false)
}

async function send(run: Import, owner: string, events: readonly Doc[], isModel: boolean): Promise<void> {
  const addresses = await run.files.copy(events.flatMap(addressesOfEvent))
  const mapped = await run.files.rewrite(events.map((event) => mapEvent(event, { isModel, addresses })))
  for (const batch of batchesOf(mapped)) {
    const { added, errors_info } = await run.target.call((api) => api.imports.add_events(batch))
    for (const [why, count] of Object.entries(errors_info)) run.totals.skip('event', why, owner, Number(count))
    // A batch holds events of one kind.
    const name = countedAs[String(batch[0]?.['type'])]
    if (name !== undefined) run.totals.add(name, added)
    run.show()
  }
}

/** Cuts events into batches of a bounded size. Log lines of one time stay together, because the next import goes on after the last time. */
function batchesOf(events: readonly Doc[]): readonly (readonly Doc[])[] {
  const batches: Doc[][] = [[]]
  let size = 0
  let before: unknown
  for (const event of events) {
    const length = JSON.stringify(event).length
    const mayCut = event['type'] !== 'log' || event['timestamp'] !== before
    if (size > 0 && size + length > mostCharacters && mayCut) {
      batches.push([])
      size = 0
    }
    batches.at(-1)?.push(event)
    size += length
    before = event['timestamp']
  }
  return batches
}
