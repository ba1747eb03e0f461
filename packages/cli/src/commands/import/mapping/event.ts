import { withAddressesHere } from './addresses-here.ts'
import type { Doc } from './fields.ts'

/** The fields of events; what else a server shows of them is its own. */
const fields = [
  'type',
  'task',
  'timestamp',
  'worker',
  'iter',
  'metric',
  'variant',
  'value',
  'values',
  'x_axis_label',
  'key',
  'url',
  'plot_str',
  'level',
  'msg',
  'attempt',
] as const

/** An event of another server, as ours takes it: of a published task too, and plots as they are. */
export function mapEvent(
  event: Doc,
  { isModel, addresses }: { readonly isModel: boolean; readonly addresses: ReadonlyMap<string, string> },
): Doc {
  const mapped: Record<string, unknown> = { allow_locked: true, ...(isModel ? { model_event: true } : {}) }
  for (const field of fields) if (event[field] !== undefined && event[field] !== null) mapped[field] = event[field]
  if (typeof mapped['url'] === 'string') mapped['url'] = addresses.get(mapped['url']) ?? mapped['url']
  if (typeof mapped['plot_str'] === 'string') {
    mapped['skip_validation'] = true
    mapped['plot_str'] = withAddressesHere(mapped['plot_str'], addresses)
  }
  return mapped
}

/** The addresses of files that an event shows: the image, or the images of a plot. */
export function addressesOfEvent({ url, plot_str: plot }: Doc): string[] {
  const inPlot = typeof plot === 'string' ? (plot.match(/https?:\/\/[^"\\\s]+/g) ?? []) : []
  return [...(typeof url === 'string' ? [url] : []), ...inPlot]
}
