import { givenOf } from '@clearway/contract/given'
import { isoTime } from '../db/sql/iso-time.ts'
import { parseObject } from '../db/sql/unreadable.ts'
import type { listContainers } from '../db/tables/serving-containers.ts'
import { defined } from '../defined.ts'
import type { Description } from './report.ts'

type Container = Awaited<ReturnType<typeof listContainers>>[number]

export function describedIn({ description }: Pick<Container, 'description'>): Partial<Description> {
  return parseObject<Description>(description) ?? {}
}

/** A container as an instance of its endpoint. */
export function instanceOf(container: Container) {
  const { reference = [], cpu_count, gpu_count } = describedIn(container)
  return { id: container.id, ...figuresOf([container]), ...givenOf({ cpu_count, gpu_count }), reference }
}

/** An endpoint by its containers, of which there is at least one. Source of the sums: ClearML server 2.3.0. */
export function endpointOf(url: string, containers: readonly Container[]) {
  const { endpoint_name: endpoint = '', model_name: model = '' } = describedIn(defined(containers[0]))
  return { endpoint, model, url, instances: containers.length, ...figuresOf(containers) }
}

function figuresOf(containers: readonly Container[]) {
  const sum = (of: (container: Container) => number): number => containers.reduce((total, container) => total + of(container), 0)
  return {
    uptime_sec: Math.max(...containers.map(({ uptime }) => uptime)),
    requests: sum(({ requests }) => requests),
    requests_min: sum(({ requests_min }) => requests_min),
    latency_ms: sum(({ latency }) => latency) / containers.length,
    last_update: isoTime(Math.max(...containers.map(({ last_report }) => last_report))),
  }
}
