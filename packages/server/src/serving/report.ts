import type { RequestOf, serving, ServingMetric } from '@clearway/contract'
import type { Actor } from '../scope.ts'
import { addSamples } from '../db/tables/load-samples.ts'
import { reportContainer } from '../db/tables/serving-containers.ts'
import { figuresOf } from '../load/figures.ts'

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
  await reportContainer(tx, { id, url, description: descriptionOf(request), served: { uptime, requests, requests_min, latency } })
  if (url === null) return
  const sample = { company: tx.company, kind: 'endpoint' as const, owner: url, variant: id }
  const served = { requests, requests_min, latency_ms: latency } satisfies Partial<Record<ServingMetric, number>>
  const load = Map.groupBy(figuresOf(stats), ({ metric }) => metric)
  await addSamples(tx, [
    ...Object.entries(served).map(([metric, value]) => ({ ...sample, metric, values: [value] })),
    ...[...load].flatMap(([metric, figures]) => {
      const name = ofMachine[metric]
      return name === undefined ? [] : [{ ...sample, metric: name, values: figures.flatMap(({ values }) => values) }]
    }),
  ])
}

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

/** What a container serves. */
export type Description = Pick<Registration, (typeof described)[number]>

function descriptionOf(request: Description): Readonly<Record<string, unknown>> {
  return Object.fromEntries(described.flatMap((name) => (request[name] === undefined ? [] : [[name, request[name]]])))
}
