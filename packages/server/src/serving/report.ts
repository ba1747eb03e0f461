import type { RequestOf, serving, ServingMetric } from '@clearway/contract'
import type { Actor } from '../scope.ts'
import { addSamples } from '../db/tables/load-samples.ts'
import { reportContainer } from '../db/tables/serving-containers.ts'
import { type Figure, figuresOf } from '../load/figures.ts'

type Registration = RequestOf<typeof serving.register_container>
type StatusReport = RequestOf<typeof serving.container_status_report>

/** The figures of a machine that are stored of an endpoint, by their names there. */
const ofMachine: Readonly<Record<string, ServingMetric>> = {
  cpu_usage: 'cpu_util',
  gpu_usage: 'gpu_util',
  memory_used: 'ram_used',
  memory_free: 'ram_free',
  gpu_memory_used: 'gpu_ram_used',
  gpu_memory_free: 'gpu_ram_free',
  network_rx: 'network_rx',
  network_tx: 'network_tx',
}

/** Registers a container that serves a model, or is about to. */
export async function registerContainer(
  tx: Actor,
  { container_id: id, endpoint_url: url, timeout, ...request }: Registration,
): Promise<void> {
  await reportContainer(tx, { id, url: addressOf(url), description: descriptionOf(request), timeout })
}

/** Records what a container has served, and its load, under the address of its endpoint. */
export async function reportServed(
  tx: Actor,
  { container_id: id, endpoint_url, machine_stats: stats = {}, ...request }: StatusReport,
): Promise<void> {
  const { uptime_sec: uptime = 0, requests_num: requests = 0, requests_min = 0, latency_ms: latency = 0 } = request
  const url = addressOf(endpoint_url)
  const load = Map.groupBy(figuresOf(stats), ({ metric }) => metric)
  const counts = deviceCounts(load)
  const description = { ...descriptionOf(request), ...counts }
  await reportContainer(tx, { id, url, description, served: { uptime, requests, requests_min, latency } })
  if (url === null) return
  const sample = { company: tx.company, kind: 'endpoint' as const, owner: url, variant: id }
  const served = { requests, requests_min, latency_ms: latency } satisfies Partial<Record<ServingMetric, number>>
  await addSamples(tx, [
    ...Object.entries({ ...served, ...counts, ...memoryTotals(load) }).map(([metric, value]) => ({ ...sample, metric, values: [value] })),
    ...[...load].flatMap(([metric, figures]) => {
      const name = ofMachine[metric]
      return name === undefined ? [] : [{ ...sample, metric: name, values: figures.flatMap(({ values }) => values) }]
    }),
  ])
}

type Load = ReadonlyMap<string, readonly Figure[]>

/** How many processors and GPUs a machine reported the load of. */
function deviceCounts(load: Load): Partial<Record<'cpu_count' | 'gpu_count', number>> {
  const [cpus, gpus] = [valuesOf(load, 'cpu_usage').length, valuesOf(load, 'gpu_usage').length]
  return { ...(cpus === 0 ? {} : { cpu_count: cpus }), ...(gpus === 0 ? {} : { gpu_count: gpus }) }
}

/** The memory of a machine: what is used and what is free, each the average of its devices. Source: ClearML server 2.3.0. */
function memoryTotals(load: Load): Partial<Record<'ram_total' | 'gpu_ram_total', number>> {
  const total = (name: string): number | undefined => {
    const parts = [`${name}_used`, `${name}_free`].map((metric) => valuesOf(load, metric)).filter((values) => values.length > 0)
    return parts.length === 0 ? undefined : parts.reduce((sum, values) => sum + average(values), 0)
  }
  const [ram, gpu] = [total('memory'), total('gpu_memory')]
  return { ...(ram === undefined ? {} : { ram_total: ram }), ...(gpu === undefined ? {} : { gpu_ram_total: gpu }) }
}

function valuesOf(load: Load, metric: string): readonly number[] {
  return (load.get(metric) ?? []).flatMap(({ values }) => values)
}
const average = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

const addressOf = (url: string | undefined): string | null => (url === undefined || url === '' ? null : url)

const described = [
  'endpoint_name',
  'model_name',
  'model_source',
  'model_version',
  'preprocess_artifact',
  'input_type',
  'input_size',
  'tags',
  'system_tags',
  'reference',
] as const

/** What a container serves, and with how many devices. */
export type Description = Pick<Registration, (typeof described)[number]> & Partial<Record<'cpu_count' | 'gpu_count', number>>

function descriptionOf(request: Description): Readonly<Record<string, unknown>> {
  return Object.fromEntries(described.flatMap((name) => (request[name] === undefined ? [] : [[name, request[name]]])))
}
