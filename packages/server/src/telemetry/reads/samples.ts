import { parseList } from '../../db/sql/unreadable.ts'
import type { SampleTableName } from '../ingest/entity-batch.ts'
import { unpackPlot } from '../stores/rows.ts'
import type { SampleTable } from '../tables.ts'
import type { MetricChoice } from '../telemetry.ts'
import { isChosen } from './choices.ts'
import { byName, compare, type Named } from './names.ts'
import { type EventRecord, type Order, type Reader, visibleTo } from './reader.ts'

/** Identifies one sample. Many are read before their bodies are. */
export interface SampleRef extends Named {
  readonly iter: number
  readonly key: string
  readonly attempt: number
}

/** Reads the refs of the requested samples, without bodies, sorted by metric, variant and iteration. Of equal ones the latest attempt's is taken. */
export async function sampleRefs(
  reader: Reader,
  table: SampleTableName,
  task: string,
  choices?: readonly MetricChoice[],
): Promise<readonly SampleRef[]> {
  const rows = await reader.db
    .selectFrom(table as 'image')
    .select(({ fn }) => ['metric', 'variant', 'iter', 'key', fn.max('attempt').as('attempt')])
    .where('company', 'in', visibleTo(reader))
    .where('task', '=', task)
    .groupBy(['metric', 'variant', 'iter', 'key'])
    .execute()
  return rows.filter(({ metric, variant }) => isChosen(choices, metric, variant)).toSorted(compareRefs('asc'))
}

export function compareRefs(order: Order): (a: Omit<SampleRef, 'attempt'>, b: Omit<SampleRef, 'attempt'>) => number {
  const sign = order === 'asc' ? 1 : -1
  return (a, b) => sign * (byName(a, b) || compare(a.iter, b.iter) || compare(a.key, b.key))
}

/** Reads a sample as the event that was sent. */
export async function readSample(reader: Reader, table: SampleTableName, task: string, ref: SampleRef): Promise<EventRecord | undefined> {
  const row = (await reader.db
    .selectFrom(table as 'image')
    .selectAll()
    .where('company', 'in', visibleTo(reader))
    .where('task', '=', task)
    .where('metric', '=', ref.metric)
    .where('variant', '=', ref.variant)
    .where('iter', '=', ref.iter)
    .where('key', '=', ref.key)
    .where('attempt', '=', ref.attempt)
    .executeTakeFirst()) as SampleTable<string | Uint8Array> | undefined
  return row && eventOf(table, row)
}

function eventOf(
  table: SampleTableName,
  { task, metric, variant, iter, key, ts, worker, body }: SampleTable<string | Uint8Array>,
): EventRecord {
  const common = { task, timestamp: ts, iter, metric, variant, worker }
  switch (table) {
    case 'plot': {
      const plot = unpackPlot(body as Uint8Array)
      return { ...common, type: 'plot', plot_str: plot ?? '', plot_len: plot?.length ?? 0, ...unreadableIf(plot === undefined) }
    }
    case 'image':
      return { ...common, type: 'training_debug_image', url: body, ...(key === '' ? {} : { key }) }
    case 'vector': {
      const values = parseList(body as string)
      return { ...common, type: 'training_stats_vector', values: values ?? [], ...unreadableIf(values === undefined) }
    }
  }
}

/** Marks a damaged event, which stays in the list without its content. */
function unreadableIf(damaged: boolean): { readonly unreadable?: true } {
  return damaged ? { unreadable: true } : {}
}
