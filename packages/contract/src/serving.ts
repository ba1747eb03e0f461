import { Type as t } from 'typebox'
import { action } from './action.ts'
import { Empty, flag, oneOf, opt, Time } from './fields.ts'
import { period, Series } from './load.ts'

const container_id = t.String({ minLength: 1, maxLength: 1000, description: 'identifies the container among those of its user' })
const endpoint_url = t.String({ maxLength: 4000 })
const References = t.Array(
  t.Object({ type: opt(t.String({ description: 'task, model, url, app_id or app_instance' })), value: opt(t.String()) }),
  {
    maxItems: 100,
  },
)
/** Which model an endpoint serves, and what it takes. */
const ofModel = {
  model_source: opt(t.String()),
  model_version: opt(t.String()),
  preprocess_artifact: opt(t.String()),
  input_type: opt(t.String()),
  input_size: opt(t.Unknown()),
  tags: opt(t.Unknown()),
  system_tags: opt(t.Unknown()),
}
/** What a container serves. */
const described = {
  endpoint_name: t.String({ maxLength: 1000 }),
  model_name: t.String({ maxLength: 1000 }),
  endpoint_url: opt(t.String({ maxLength: 4000, description: 'where it answers; absent while it loads its model' })),
  ...ofModel,
  reference: opt(References),
}
const writes = { access: 'user', attempt: 'makes', repeat: 'safe', response: Empty, errors: [] } as const
const reads = { access: 'viewer', attempt: 'reads', repeat: 'safe' } as const

const figures = {
  uptime_sec: t.Integer(),
  requests: t.Integer({ description: 'since its start' }),
  requests_min: t.Number({ description: 'in the last minute' }),
  latency_ms: t.Number(),
  last_update: Time,
}
const Instance = t.Object({
  id: t.String(),
  ...figures,
  cpu_count: opt(t.Integer({ description: 'processors whose load it reported last' })),
  gpu_count: opt(t.Integer()),
  reference: References,
})
const Endpoint = t.Object({
  endpoint: t.String(),
  model: t.String(),
  url: t.String(),
  instances: t.Integer(),
  ...figures,
})
const servingMetrics = [
  'requests',
  'requests_min',
  'latency_ms',
  'cpu_count',
  'gpu_count',
  'cpu_util',
  'gpu_util',
  'ram_total',
  'ram_used',
  'ram_free',
  'gpu_ram_total',
  'gpu_ram_used',
  'gpu_ram_free',
  'network_rx',
  'network_tx',
] as const
export type ServingMetric = (typeof servingMetrics)[number]

/** Endpoints that serve models: their containers report themselves, as the published SDK’s HTTP router does. */
export const serving = {
  register_container: action({
    ...writes,
    summary: 'Register a container that serves a model, or is about to.',
    request: t.Object({
      container_id,
      ...described,
      timeout: opt(
        t.Integer({ minimum: 1, maximum: 31_536_000, description: 'seconds after its last report for which it is listed; 600 by default' }),
      ),
    }),
  }),
  unregister_container: action({
    ...writes,
    repeat: 'unsafe',
    summary: 'Delete a container. Deleting an unknown one is no error.',
    request: t.Object({ container_id }),
  }),
  container_status_report: action({
    ...writes,
    summary: 'Report that a container lives, how much it served, and the load of its machine. An unknown container is added.',
    request: t.Object({
      container_id,
      ...described,
      uptime_sec: opt(t.Integer()),
      requests_num: opt(t.Integer({ description: 'since its start' })),
      requests_min: opt(t.Number({ description: 'in the last minute' })),
      latency_ms: opt(t.Number()),
      machine_stats: opt(
        t.Record(t.String(), t.Unknown(), { description: 'the figures of workers.report_machine; what is none is left out' }),
      ),
    }),
  }),
  get_endpoints: action({
    ...reads,
    summary: 'The endpoints that answer, with what their containers reported last.',
    request: Empty,
    response: t.Object({ endpoints: t.Array(Endpoint) }),
    errors: [],
  }),
  get_loading_instances: action({
    ...reads,
    summary: 'The containers that do not answer yet.',
    request: Empty,
    response: t.Object({
      instances: t.Array(
        t.Object({
          ...Instance.properties,
          ...ofModel,
          endpoint: t.String(),
          model: t.String(),
          age_sec: t.Integer({ description: 'since it was registered' }),
        }),
      ),
    }),
    errors: [],
  }),
  get_endpoint_details: action({
    ...reads,
    summary: 'An endpoint with its containers.',
    request: t.Object({ endpoint_url }),
    response: t.Object({
      ...Endpoint.properties,
      ...ofModel,
      instances: t.Array(Instance),
    }),
    errors: ['endpoint_not_found'],
  }),
  get_endpoint_metrics_history: action({
    ...reads,
    summary: 'A figure of an endpoint over time: of all its containers together, and of each.',
    request: t.Object({
      endpoint_url,
      ...period,
      metric_type: opt(oneOf(servingMetrics, 'requests by default')),
      instance_charts: flag('Answer a curve for each container as well (the default).'),
    }),
    response: t.Object({
      computed_interval: t.Integer({ description: 'seconds between two dates, at least `interval`' }),
      total: Series,
      instances: t.Record(t.String(), Series),
    }),
    errors: ['answer_too_large'],
  }),
} as const
