import { type UsageField, type UsageKey, type Usages } from '@clearway/contract'
import { readNames } from '../db/documents/read-names.ts'
import { readQueueResources } from '../db/tables/queues.ts'
import type { Clock, Reader } from '../scope.ts'
import { addDaily, dayMillis, type Days, runTimes, type RunTimes } from './daily-run-times.ts'
import { usageGroups } from './usage-groups.ts'

/** What the tasks of deleted queues are counted under. Source: ClearML server 2.3.0. */
const otherQueue = '_other_'

export interface UsageRequest {
  readonly projects: readonly string[]
  readonly days: Days
  readonly keys: readonly UsageKey[]
  readonly fields: readonly UsageField[]
  readonly includeDevelopment: boolean
}

/** How long tasks ran on each day, and what they used, by project, queue or user. */
export async function readUsages(
  reader: Reader & Pick<Clock, 'now'>,
  { projects, days, keys, fields, includeDevelopment }: UsageRequest,
): Promise<{ readonly projects?: Usages; readonly queues?: Usages; readonly users?: Usages }> {
  const groups = await usageGroups(reader, projects)
  const times = await runTimes(reader, { projects: [...groups.keys()], days, includeDevelopment })
  const queues = await readQueueResources(reader, idsOf(times, 'queue'))
  const usages: { projects?: Usages; queues?: Usages; users?: Usages } = {}
  for (const key of keys) {
    const names = await namesOf(reader, key, { times, groups, queues })
    const named = (one: RunTimes) => {
      if (key === 'project') return groups.get(one.project ?? '') ?? null
      if (key === 'user') return one.user
      return one.queue === null || queues.has(one.queue) ? one.queue : otherQueue
    }
    const parts = [...Map.groupBy(times, named)]
      .map(([id, of]) => ({ id, name: id === null ? null : (names(id).name ?? id), of }))
      .toSorted((a, b) => ((a.name ?? '') < (b.name ?? '') ? -1 : 1))
    usages[`${key}s`] = usagesOf(parts, { days, fields, queues })
  }
  return usages
}

type Queues = Awaited<ReturnType<typeof readQueueResources>>

function idsOf(times: readonly RunTimes[], key: 'queue' | 'user'): string[] {
  return [...new Set(times.flatMap((one) => one[key] ?? []))]
}

async function namesOf(
  reader: Reader,
  key: UsageKey,
  { times, groups, queues }: { readonly times: readonly RunTimes[]; readonly groups: ReadonlyMap<string, string>; readonly queues: Queues },
): Promise<(id: string) => { readonly name?: string }> {
  if (key === 'queue') return (id) => (id === otherQueue ? { name: 'other' } : (queues.get(id) ?? {}))
  return readNames(reader, key, key === 'project' ? [...groups.values()] : idsOf(times, 'user'))
}

interface Part {
  readonly id: string | null
  readonly name: string | null
  readonly of: readonly RunTimes[]
}

function usagesOf(
  parts: readonly Part[],
  { days, fields, queues }: { readonly days: Days; readonly fields: readonly UsageField[]; readonly queues: Queues },
): Usages {
  const count = Math.round((days.until - days.from) / dayMillis)
  const dates = Array.from({ length: count }, (_, day) => (days.from + day * dayMillis) / 1000)
  const usages: Usages = { total: [], series: [] }
  for (const { id, name, of } of parts) {
    const total: Usages['total'][number] = { id, name }
    const series: Usages['series'][number] = { id, name, dates }
    for (const field of fields) {
      const daily = dates.map(() => 0)
      for (const one of of) addDaily(daily, one, field === 'duration' ? 1 : (usedBy(queues, one, field) ?? 1))
      series[field] = daily.map((millis) => Math.round(millis / 1000))
      total[field] = Math.round(daily.reduce((sum, millis) => sum + millis, 0) / 1000)
      if (field === 'duration' || of.every((one) => usedBy(queues, one, field) !== undefined)) continue
      const assumed = field === 'cpu_usage' ? { cpu_artificial_weights: true } : { gpu_artificial_weights: true }
      Object.assign(total, assumed)
      Object.assign(series, assumed)
    }
    usages.total.push(total)
    usages.series.push(series)
  }
  return usages
}

/** What a task uses while it runs; undefined if its queue does not say it. */
function usedBy(queues: Queues, { queue }: RunTimes, field: 'cpu_usage' | 'gpu_usage'): number | undefined {
  return queues.get(queue ?? '')?.[field] ?? undefined
}
