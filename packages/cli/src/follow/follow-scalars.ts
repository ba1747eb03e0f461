import { type ScalarCurve, type ScalarNews, withNews } from '@clearway/contract/scalar-curves'
import type { Api } from '@clearway/sdk'
import { watchEnd } from './watch-end.ts'

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

const waitSeconds = 20
/** How long points are awaited that a task's program sends after its end was reported. */
const lingerSeconds = 1

/** Yields the curves of a task, and again whenever points were added, until the task has ended and no further ones arrive. */
export async function* followScalars(
  api: Api,
  task: string,
  { samples, metric, signal }: FollowScalarsOptions,
): AsyncGenerator<FollowedScalars, void, void> {
  const left = new AbortController()
  const ended = watchEnd(api, task, AbortSignal.any([signal, left.signal]))
  const chosen = metric === undefined ? {} : { metrics: metric.map((one) => ({ metric: one })) }
  let curves: readonly ScalarCurve[] = []
  let after: string | undefined
  try {
    for (;;) {
      const isOver = ended.signal.aborted
      const either = isOver ? signal : AbortSignal.any([signal, ended.signal])
      const since = after === undefined ? {} : { after, wait: isOver ? lingerSeconds : waitSeconds }
      const answer = await api.events
        .follow_scalars({ tasks: [task], samples, ...chosen, ...since }, { signal: either })
        .catch((error: unknown) => {
          if (!either.aborted) throw error
          return undefined
        })
      if (signal.aborted) return
      ended.throwIfFailed()
      if (answer === undefined) continue
      const isFirst = after === undefined
      curves = withNews(curves, answer)
      after = answer.after
      if (isFirst || answer.fresh || answer.curves.length > 0) yield { curves, news: answer.curves }
      else if (isOver) return
    }
  } finally {
    left.abort()
  }
}
