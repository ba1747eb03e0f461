import type { ImagesQuery, MetricChoice } from '../telemetry.ts'
import { isChosen } from './choices.ts'
import { byName, compare } from './names.ts'
import { type EventRecord, type Reader, visibleTo } from './reader.ts'
import { isRecord, readScroll, writeScroll } from './scroll.ts'
import { defined } from '../../defined.ts'

interface ImageRow {
  readonly metric: string
  readonly variant: string
  readonly iter: number
  readonly key: string
  readonly attempt: number
  readonly ts: number
  readonly worker: string
  readonly body: string
}
interface Iteration {
  readonly iter: number
  readonly events: EventRecord[]
}
/** The lowest and the highest iteration that a scroll has shown of each task. */
type State = Readonly<Record<string, readonly [number, number]>>

/**
 * Reads the iterations that have images, a page at a time: backward to the first one, or forward to the latest. There is always a scroll id; the last
 * page is empty.
 */
export async function debugImages(
  reader: Reader,
  query: ImagesQuery,
): Promise<{ metrics: { task: string; iterations: Iteration[] }[]; scroll_id: string }> {
  const before = query.scrollId === undefined ? {} : readScroll('images', query.scrollId, isState)
  const state: Record<string, readonly [number, number]> = Object.assign(Object.create(null), before)
  const metrics: { task: string; iterations: Iteration[] }[] = []
  for (const [task, choices] of Map.groupBy(query.metrics, ({ task }) => task)) {
    const images = validImages(await readImages(reader, task, choices))
    const shown = state[task]
    const iterations = nextIterations([...new Set(images.map(({ iter }) => iter))], shown, query)
    const wanted = new Set(iterations)
    const byIteration = Map.groupBy(
      images.filter(({ iter }) => wanted.has(iter)),
      ({ iter }) => iter,
    )
    metrics.push({
      task,
      iterations: iterations.map((iter) => ({
        iter,
        events: defined(byIteration.get(iter))
          .toSorted(byName)
          .map((image) => imageEvent(task, image)),
      })),
    })
    if (iterations.length > 0) state[task] = [defined(iterations.at(-1)), defined(iterations[0])]
  }
  return { metrics, scroll_id: writeScroll('images', state) }
}

/** Chooses the iterations of the next page, latest first: below the iterations that were shown, or above them. */
export function nextIterations(
  all: readonly number[],
  shown: readonly [number, number] | undefined,
  { iters, navigateEarlier }: Pick<ImagesQuery, 'iters' | 'navigateEarlier'>,
): readonly number[] {
  const latestFirst = all.toSorted((a, b) => compare(b, a))
  if (shown === undefined) return latestFirst.slice(0, iters)
  return navigateEarlier
    ? latestFirst.filter((iter) => iter < shown[0]).slice(0, iters)
    : latestFirst.filter((iter) => iter > shown[1]).slice(-iters)
}

/**
 * Leaves out images that are no longer valid: those of an iteration that a later attempt reported as well, and, since clients reuse URLs, those whose
 * URL belongs to a later iteration of the variant.
 */
function validImages<I extends Pick<ImageRow, 'metric' | 'variant' | 'iter' | 'key' | 'attempt' | 'body'>>(
  images: readonly I[],
): readonly I[] {
  const latestAttempt = new Map<string, I>()
  const latestUse = new Map<string, number>()
  for (const image of images) {
    const { metric, variant, iter, key, attempt, body } = image
    const identity = JSON.stringify([metric, variant, iter, key])
    if ((latestAttempt.get(identity)?.attempt ?? -1) < attempt) latestAttempt.set(identity, image)
    const use = JSON.stringify([metric, variant, body])
    latestUse.set(use, Math.max(latestUse.get(use) ?? -Infinity, iter))
  }
  return [...latestAttempt.values()].filter(
    ({ metric, variant, iter, body }) => latestUse.get(JSON.stringify([metric, variant, body])) === iter,
  )
}

async function readImages(reader: Reader, task: string, choices: readonly MetricChoice[]): Promise<readonly ImageRow[]> {
  const rows = await reader.db
    .selectFrom('image')
    .select(['metric', 'variant', 'iter', 'key', 'attempt', 'ts', 'worker', 'body'])
    .where('company', 'in', visibleTo(reader))
    .where('task', '=', task)
    .execute()
  return rows.filter(({ metric, variant }) => isChosen(choices, metric, variant))
}

function imageEvent(task: string, { metric, variant, iter, key, ts, worker, body }: ImageRow): EventRecord {
  return { task, type: 'training_debug_image', timestamp: ts, iter, metric, variant, worker, url: body, ...(key === '' ? {} : { key }) }
}

function isState(state: unknown): state is State {
  return (
    isRecord(state) &&
    Object.values(state).every((pair) => Array.isArray(pair) && pair.length === 2 && pair.every((value) => typeof value === 'number'))
  )
}
