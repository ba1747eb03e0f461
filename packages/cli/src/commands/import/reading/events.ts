import type { Doc } from '../mapping/fields.ts'
import type { Source } from './source.ts'

/** The kinds of events that have an identity, so that a repeat overwrites them. */
const kinds = ['training_stats_scalar', 'training_stats_vector', 'plot', 'training_debug_image'] as const
/** How many events are read at a time: plots hold megabytes each. */
const batchSizes = { training_stats_scalar: 5000, training_stats_vector: 500, plot: 50, training_debug_image: 500 } as const

/** Scalars, vectors, plots and images of a task or model, a page at a time. */
export async function* readEvents(source: Source, owner: string, isModel: boolean): AsyncGenerator<readonly Doc[]> {
  for (const event_type of kinds) {
    let scroll: string | undefined
    do {
      const request = {
        task: owner,
        event_type,
        batch_size: batchSizes[event_type],
        order: 'asc' as const,
        ...(isModel ? { model_events: true } : {}),
        ...(scroll === undefined ? {} : { scroll_id: scroll }),
      }
      const { events, scroll_id } = await source.read((api) => api.events.get_task_events(request))
      if (events.length > 0) yield events
      scroll = events.length === 0 ? undefined : scroll_id
    } while (scroll !== undefined)
  }
}

/** How many lines of a log are read at a time. */
const linesAtOnce = 2000

/**
 * The lines of a task's log after a time, a page at a time in the order of time. A server answers all lines of a page's last time. Of a task that still
 * reports, the lines of the very last time are left for later, because more may follow at that time.
 */
export async function* readLog(
  source: Source,
  task: string,
  { after, isLive }: { readonly after: number | undefined; readonly isLive: boolean },
) {
  for (let from = after; ;) {
    const request = {
      task,
      order: 'asc' as const,
      navigate_earlier: false,
      batch_size: linesAtOnce,
      ...(from === undefined ? {} : { from_timestamp: from }),
    }
    const { events } = await source.read((api) => api.events.get_task_log(request))
    const last = events.at(-1)?.['timestamp']
    if (typeof last !== 'number' || last === from) return
    const isEnd = events.length < linesAtOnce
    const lines: readonly Doc[] = isEnd && isLive ? events.filter(({ timestamp }) => timestamp !== last) : events
    if (lines.length > 0) yield lines
    if (isEnd) return
    from = last
  }
}
