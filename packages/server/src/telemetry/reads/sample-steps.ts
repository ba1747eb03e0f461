import { isRecord } from '@clearway/contract/is-record'
import { greatest, least } from '../../large-lists.ts'
import type { SampleFirst, SampleNext, ShownSample } from '../telemetry.ts'
import { byName, compare, type Named } from './names.ts'
import type { Reader } from './reader.ts'
import { readScroll, writeScroll } from './scroll.ts'
import { type Sample, validSamples } from './valid-samples.ts'

/** A place among the samples of a task. All plots of a metric and iteration are one place, each debug image is its own. */
export interface Place extends Named {
  readonly iter: number
  readonly key: string
}
interface State extends Place {
  readonly task: string
  /** Whether steps stay within the metric. */
  readonly inMetric: boolean
}

/** The sample at an iteration, by default at the latest one. */
export async function firstSample(reader: Reader, query: SampleFirst): Promise<ShownSample> {
  const { table, task, metric, variant, iteration, inMetric } = query
  const samples = await validSamples(reader, table, task, [{ metric, variants: variant === undefined ? undefined : [variant] }])
  const last = samples
    .map(placeOf(table))
    .toSorted(inOrder)
    .findLast(({ iter }) => iteration === undefined || iter === iteration)
  const nowhere = { metric, variant: variant ?? '', iter: iteration ?? 0, key: '' }
  return show(table, samples, { ...(last ?? nowhere), task, inMetric }, last)
}

/** The sample one step from a position. At the end there is none, and the position stays. */
export async function nextSample(reader: Reader, { table, task, scrollId, ...way }: SampleNext): Promise<ShownSample> {
  const state = readScroll(kindOf(table), scrollId, isStateOf(task))
  const samples = await validSamples(reader, table, task, state.inMetric ? [{ metric: state.metric }] : [{}])
  const place = step(samples.map(placeOf(table)), state, way)
  return show(table, samples, { ...(place ?? state), task, inMetric: state.inMetric }, place)
}

/** The place before or after another one: with `iteration` the nearest of another iteration. */
export function step(
  places: readonly Place[],
  from: Place,
  { earlier, iteration }: { readonly earlier: boolean; readonly iteration: boolean },
): Place | undefined {
  const sorted = places.toSorted(inOrder)
  const order = iteration ? (place: Place) => compare(place.iter, from.iter) : (place: Place) => inOrder(place, from)
  return earlier ? sorted.findLast((place) => order(place) < 0) : sorted.find((place) => order(place) > 0)
}

async function show(table: SampleFirst['table'], samples: readonly Sample[], state: State, place: Place | undefined): Promise<ShownSample> {
  const toPlace = placeOf(table)
  const here = place === undefined ? [] : samples.filter((sample) => inOrder(toPlace(sample), place) === 0)
  const events = await Promise.all(here.toSorted(byName).map(({ read }) => read()))
  const iters = samples
    .filter((sample) => sample.metric === state.metric && toPlace(sample).variant === state.variant)
    .map(({ iter }) => iter)
  const { task, inMetric, metric, variant, iter, key } = state
  return {
    events: events.filter((event) => event !== undefined),
    min_iteration: iters.length === 0 ? null : least(iters),
    max_iteration: iters.length === 0 ? null : greatest(iters),
    scroll_id: writeScroll(kindOf(table), { task, inMetric, metric, variant, iter, key } satisfies State),
  }
}

function placeOf(table: SampleFirst['table']): (place: Place) => Place {
  return table === 'plot'
    ? ({ metric, iter }) => ({ metric, iter, variant: '', key: '' })
    : ({ metric, variant, iter, key }) => ({ metric, variant, iter, key })
}

function inOrder(a: Place, b: Place): number {
  return compare(a.iter, b.iter) || byName(a, b) || compare(a.key, b.key)
}

function kindOf(table: SampleFirst['table']): string {
  return `${table} step`
}

function isStateOf(task: string): (state: unknown) => state is State {
  return (state): state is State =>
    isRecord(state) &&
    state['task'] === task &&
    ['metric', 'variant', 'key'].every((field) => typeof state[field] === 'string') &&
    typeof state['iter'] === 'number' &&
    typeof state['inMetric'] === 'boolean'
}
