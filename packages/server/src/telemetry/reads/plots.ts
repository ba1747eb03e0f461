import { isRecord } from '@clearway/contract/is-record'
import { Refusal } from '../thread/refusal.ts'
import type { PlotsQuery } from '../telemetry.ts'
import { byName, compare, type Named } from './names.ts'
import type { EventRecord, Reader } from './reader.ts'
import { readSample, type SampleRef, sampleRefs } from './samples.ts'
import { readScroll, writeScroll } from './scroll.ts'

const plotsAtOnce = 10_000
/** Where the caller can scroll, a page ends beyond this many characters: a figure may have megabytes. */
const charactersAtOnce = 16 << 20

interface State extends Named {
  readonly task: string
  readonly iter: number
  readonly key: string
}

type TaskRef = SampleRef & { readonly task: string }

/** Reads the plots of the latest iterations of each task, metric and variant, the latest first. */
export async function plots(
  reader: Reader,
  query: PlotsQuery,
): Promise<{ plots: EventRecord[]; returned: number; total: number; scroll_id?: string }> {
  const { tasks, iters, metrics, scrollId, noScroll = false } = query
  const from = scrollId === undefined ? undefined : readScroll('plots', scrollId, isState)
  if (from !== undefined && !tasks.includes(from.task)) throw new Refusal('invalid_scroll')
  const wanted: TaskRef[] = []
  for (const task of tasks)
    for (const ref of latestIterations(await sampleRefs(reader, 'plot', task, metrics), iters)) wanted.push({ ...ref, task })
  wanted.sort(latestFirst)
  const found: EventRecord[] = []
  let characters = 0
  for (const ref of wanted) {
    if (from !== undefined && latestFirst(ref, from) <= 0) continue
    const event = await readSample(reader, 'plot', ref.task, ref)
    if (event === undefined) continue
    found.push(event)
    characters += Number(event['plot_len'])
    if (found.length === plotsAtOnce || (!noScroll && characters > charactersAtOnce)) {
      if (noScroll || ref === wanted.at(-1)) break
      const state: State = { task: ref.task, metric: ref.metric, variant: ref.variant, iter: ref.iter, key: ref.key }
      return { plots: found, returned: found.length, total: wanted.length, scroll_id: writeScroll('plots', state) }
    }
  }
  return { plots: found, returned: found.length, total: wanted.length }
}

/** The refs of the highest `iters` iterations of each metric and variant. Expects them sorted by name and iteration. */
export function latestIterations<R extends Named & { readonly iter: number }>(refs: readonly R[], iters: number): readonly R[] {
  const groups = Map.groupBy(refs, ({ metric, variant }) => `${metric}\0${variant}`)
  return [...groups.values()].flatMap((group) => {
    const kept = new Set([...new Set(group.map(({ iter }) => iter))].toSorted((a, b) => b - a).slice(0, iters))
    return group.filter(({ iter }) => kept.has(iter))
  })
}

function latestFirst(a: State, b: State): number {
  return compare(b.iter, a.iter) || byName(a, b) || compare(a.key, b.key) || compare(a.task, b.task)
}

function isState(state: unknown): state is State {
  return (
    isRecord(state) &&
    ['task', 'metric', 'variant', 'key'].every((field) => typeof state[field] === 'string') &&
    typeof state['iter'] === 'number'
  )
}
