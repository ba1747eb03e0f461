import { isRecord } from '@clearway/contract/is-record'
import type { SamplePagesQuery } from '../telemetry.ts'
import { byName, compare } from './names.ts'
import type { EventRecord, Reader } from './reader.ts'
import { readScroll, writeScroll } from './scroll.ts'
import { type Sample, validSamples } from './valid-samples.ts'
import { defined } from '../../defined.ts'

/** A page ends beyond this many characters: a figure may have megabytes. */
const charactersAtOnce = 16 << 20

interface Iteration {
  readonly iter: number
  readonly events: EventRecord[]
}
/** The lowest and the highest iteration that a scroll has shown of each task. */
type State = Readonly<Record<string, readonly [number, number]>>

/**
 * Reads the iterations that have debug images or plots, a page at a time: backward to the first one, or forward to the latest. There is always a
 * scroll id; the last page is empty.
 */
export async function samplePages(
  reader: Reader,
  query: SamplePagesQuery,
): Promise<{ metrics: { task: string; iterations: Iteration[] }[]; scroll_id: string }> {
  const before = query.scrollId === undefined ? {} : readScroll(query.table, query.scrollId, isState)
  const state: Record<string, readonly [number, number]> = Object.assign(Object.create(null), before)
  const metrics: { task: string; iterations: Iteration[] }[] = []
  for (const [task, choices] of Map.groupBy(query.metrics, ({ task }) => task)) {
    const samples = await validSamples(reader, query.table, task, choices)
    const shown = query.refresh === true ? undefined : state[task]
    const iterations = nextIterations([...new Set(samples.map(({ iter }) => iter))], shown, query)
    const page = await readPage(samples, shown === undefined || query.navigateEarlier ? iterations : iterations.toReversed())
    metrics.push({ task, iterations: page })
    if (page.length > 0) state[task] = [defined(page.at(-1)).iter, defined(page[0]).iter]
  }
  return { metrics, scroll_id: writeScroll(query.table, state) }
}

/** Reads iterations in this order, until the page is full. Answers the latest first. */
async function readPage(samples: readonly Sample[], iterations: readonly number[]): Promise<Iteration[]> {
  const wanted = new Set(iterations)
  const byIteration = Map.groupBy(
    samples.filter(({ iter }) => wanted.has(iter)),
    ({ iter }) => iter,
  )
  const page: Iteration[] = []
  let characters = 0
  for (const iter of iterations) {
    const events: EventRecord[] = []
    for (const { read } of defined(byIteration.get(iter)).toSorted(byName)) {
      const event = await read()
      if (event === undefined) continue
      events.push(event)
      characters += Number(event['plot_len'] ?? 0)
    }
    page.push({ iter, events })
    if (characters > charactersAtOnce) break
  }
  return page.toSorted((a, b) => compare(b.iter, a.iter))
}

/** Chooses the iterations of the next page, latest first: below the iterations that were shown, or above them. */
export function nextIterations(
  all: readonly number[],
  shown: readonly [number, number] | undefined,
  { iters, navigateEarlier }: Pick<SamplePagesQuery, 'iters' | 'navigateEarlier'>,
): readonly number[] {
  const latestFirst = all.toSorted((a, b) => compare(b, a))
  if (shown === undefined) return latestFirst.slice(0, iters)
  return navigateEarlier
    ? latestFirst.filter((iter) => iter < shown[0]).slice(0, iters)
    : latestFirst.filter((iter) => iter > shown[1]).slice(-iters)
}

function isState(state: unknown): state is State {
  return (
    isRecord(state) &&
    Object.values(state).every((pair) => Array.isArray(pair) && pair.length === 2 && pair.every((value) => typeof value === 'number'))
  )
}
