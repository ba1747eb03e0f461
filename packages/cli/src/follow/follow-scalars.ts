import { type ScalarCurve, type ScalarNews, withNews } from '@clearway/contract/scalar-curves'
import type { Api } from '@clearway/sdk'
import { readUntilEnd } from './read-until-end.ts'

export interface FollowScalarsOptions {
  /** The most points of a curve. */
  readonly samples: number
  /** Default: all metrics. */
  readonly metric?: readonly string[] | undefined
  readonly signal: AbortSignal
}
export interface FollowedScalars {
  readonly curves: readonly ScalarCurve[]
  /** What came with the last answer. */
  readonly news: ScalarNews['curves']
}

/** Yields the curves of a task, and again whenever points were added, until the task has ended and no further ones arrive. */
export function followScalars(
  api: Api,
  task: string,
  { samples, metric, signal }: FollowScalarsOptions,
): AsyncGenerator<FollowedScalars, void, void> {
  const chosen = metric === undefined ? {} : { metrics: metric.map((one) => ({ metric: one })) }
  let curves: readonly ScalarCurve[] = []
  let after: string | undefined
  const read = async (wait: number, abort: AbortSignal): Promise<FollowedScalars | undefined> => {
    const since = after === undefined ? {} : { after, wait }
    const answer = await api.events.follow_scalars({ tasks: [task], samples, ...chosen, ...since }, { signal: abort })
    const isNew = after === undefined || answer.fresh || answer.curves.length > 0
    curves = withNews(curves, answer)
    after = answer.after
    return isNew ? { curves, news: answer.curves } : undefined
  }
  return readUntilEnd(api, task, { read, signal })
}
