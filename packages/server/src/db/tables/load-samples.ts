import { type ExpressionBuilder, sql } from 'kysely'
import { greatest, least } from '../../large-lists.ts'
import type { Clock, Reader, Tx } from '../../scope.ts'
import { isPostgres } from '../connection/dialect.ts'
import type { Database, LoadKind, LoadSampleTable } from '../schema.ts'
import { rowBatches } from '../sql/row-batches.ts'

/** The shortest time that a stored sample stands for, in milliseconds: reports within it are merged, so nobody fills the table by reporting often. */
export const sampleSpan = 10_000

export interface NewSample {
  readonly company: string
  readonly kind: LoadKind
  readonly owner: string
  readonly metric: string
  readonly variant: string
  readonly values: readonly number[]
}

const identity = ['company', 'kind', 'metric', 'owner', 'variant', 'span', 'at'] as const

/**
 * Stores figures of now, merged with those that the same owner has reported a moment ago. Answers the owners of which a figure was not reported in this
 * span before.
 */
export async function addSamples({ db, now }: Tx, samples: readonly NewSample[]): Promise<ReadonlySet<string>> {
  const at = Math.floor(now() / sampleSpan) * sampleSpan
  const rows = samples.map(({ values, ...sample }) => ({
    ...sample,
    span: sampleSpan,
    at,
    total: values.reduce((sum, value) => sum + value, 0),
    count: values.length,
    least: least(values),
    most: greatest(values),
  }))
  const fresh = new Set<string>()
  for (const batch of rowBatches(rows)) {
    const stored = await db
      .insertInto('load_sample')
      .values([...batch])
      .onConflict((c) => c.columns(identity).doUpdateSet(merged(isPostgres(db))))
      .returning(['owner', 'count'])
      .execute()
    for (const { owner, count } of stored) if (Number(count) === 1) fresh.add(owner)
  }
  return fresh
}

function merged(postgres: boolean) {
  const [lesser, greater] = postgres ? (['least', 'greatest'] as const) : (['min', 'max'] as const)
  return (eb: ExpressionBuilder<Database & { excluded: LoadSampleTable }, 'load_sample' | 'excluded'>) => ({
    total: sql<number>`${eb.ref('load_sample.total')} + ${eb.ref('excluded.total')}`,
    count: sql<number>`${eb.ref('load_sample.count')} + ${eb.ref('excluded.count')}`,
    least: eb.fn<number>(lesser, ['load_sample.least', 'excluded.least']),
    most: eb.fn<number>(greater, ['load_sample.most', 'excluded.most']),
  })
}

/** About how many samples one transaction thins out. */
const samplesAtOnce = 2000

/** Merges some of the samples that are older than a time to longer ones, the oldest first, over all companies. Answers whether there are more. */
export async function thinSamples(
  { db }: Tx,
  { from, to, before }: { readonly from: number; readonly to: number; readonly before: number },
): Promise<boolean> {
  const until = (await endOfOldestBatch(db, from, before)) ?? before
  await db
    .insertInto('load_sample')
    .columns([...identity, 'total', 'count', 'least', 'most'])
    .expression(
      db
        .selectFrom('load_sample')
        .select((eb) => [
          'company',
          'kind',
          'metric',
          'owner',
          'variant',
          eb.lit(to).as('longer'),
          sql<number>`at / ${eb.lit(to)} * ${eb.lit(to)}`.as('begins'),
          eb.fn.sum<number>('total').as('total'),
          sql<number>`cast(${eb.fn.sum('count')} as bigint)`.as('count'),
          eb.fn.min('least').as('least'),
          eb.fn.max('most').as('most'),
        ])
        .where('span', '=', from)
        .where('at', '<', until)
        .groupBy(['company', 'kind', 'metric', 'owner', 'variant', 'begins']),
    )
    .onConflict((c) => c.columns(identity).doUpdateSet(merged(isPostgres(db))))
    .execute()
  await db.deleteFrom('load_sample').where('span', '=', from).where('at', '<', until).execute()
  return until < before
}

/** Deletes some of the samples that are older than a time, the oldest first, over all companies. Answers whether there are more. */
export async function deleteSamples({ db }: Tx, { span, before }: { readonly span: number; readonly before: number }): Promise<boolean> {
  const until = (await endOfOldestBatch(db, span, before)) ?? before
  await db.deleteFrom('load_sample').where('span', '=', span).where('at', '<', until).execute()
  return until < before
}

/** The time before which one batch of samples lies; undefined if fewer are left. A batch is what one transaction takes. */
async function endOfOldestBatch(db: Reader['db'], span: number, before: number): Promise<number | undefined> {
  const row = await db
    .selectFrom('load_sample')
    .select('at')
    .where('span', '=', span)
    .where('at', '<', before)
    .orderBy('at')
    .offset(samplesAtOnce)
    .limit(1)
    .executeTakeFirst()
  // At least all samples of the oldest time, however many there are.
  return row === undefined ? undefined : Math.min(row.at + 1, before)
}

/**
 * How many tasks wait in each queue and how long they have waited on average, in seconds, over all companies: of the queues in which tasks wait, and of
 * those in which some waited at the last sample.
 */
export async function measureQueues({ db, now }: Pick<Reader, 'db'> & Clock) {
  const at = now()
  const waiting = await db
    .selectFrom('queue_entry')
    .select(({ fn }) => ['company', 'queue', fn.countAll<number>().as('length'), fn.avg<number>('added').as('added')])
    .where('attempt', 'is', null)
    .groupBy(['company', 'queue'])
    .execute()
  const lengths = await db
    .selectFrom('load_sample')
    .select(['company', 'owner', 'most'])
    .where('span', '=', sampleSpan)
    .where('at', '>=', at - 6 * sampleSpan)
    .where('kind', '=', 'queue')
    .where('metric', '=', 'length')
    .orderBy('at')
    .execute()
  const last = new Map(lengths.map((sample) => [sample.owner, sample]))
  const emptied = [...last.values()].filter(({ owner, most }) => most > 0 && !waiting.some(({ queue }) => queue === owner))
  return [
    ...waiting.map(({ company, queue, length, added }) => ({
      company,
      queue,
      length: Number(length),
      waited: Math.max(0, at - Number(added)) / 1000,
    })),
    ...emptied.map(({ company, owner }) => ({ company, queue: owner, length: 0, waited: 0 })),
  ]
}
