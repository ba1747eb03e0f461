import { type organization, type RequestOf, type UsageField, type UsageKey, usageKeys, type Usages } from '@clearway/contract'
import type { Handler } from '../../context.ts'
import { readNames } from '../../db/documents/read-names.ts'
import { readQueueResources } from '../../db/tables/queues.ts'
import { malformed } from '../../queries/malformed.ts'
import { addDaily, dayMillis, type Days, runTimes, type RunTimes } from '../../queries/daily-run-times.ts'
import { readTime, zoneOffset } from '../../queries/time.ts'
import { usageGroups } from '../../queries/usage-groups.ts'
import type { Reader } from '../../scope.ts'

type Request = RequestOf<typeof organization.get_project_usages>

const mostDays = 3660
/** What the tasks of deleted queues are counted under. Source: ClearML server 2.3.0. */
const otherQueue = '_other_'

export const get_project_usages: Handler<typeof organization.get_project_usages> = async (request, ctx) => {
  const { include_development = false, breakdown_keys: keys = usageKeys, usage_fields: fields = ['duration', 'gpu_usage'] } = request
  const reader = { db: ctx.reader, company: ctx.company, now: ctx.now }
  const days = readDays(request)
  const groups = await usageGroups(reader, request.projects)
  const times = await runTimes(reader, { projects: [...groups.keys()], days, includeDevelopment: include_development })
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

/** The days of a request in the time zone of its first time. */
function readDays({ from_date, to_date }: Request): Days {
  const dayOf = (field: string, text: string) => {
    const time = readTime(text)
    if (time === undefined) throw malformed(field, 'is no time')
    return Math.floor((time + zoneOffset(text)) / dayMillis)
  }
  const first = dayOf('from_date', from_date)
  const last = dayOf('to_date', to_date)
  if (last < first) throw malformed('to_date', 'is before from_date')
  if (last - first >= mostDays) throw malformed('to_date', `is more than ${mostDays} days after from_date`)
  const beginOf = (day: number) => day * dayMillis - zoneOffset(from_date)
  return { from: beginOf(first), until: beginOf(last + 1) }
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
