import type { ScalarCurve } from '@clearway/contract/scalar-curves'
import { visibleDocument } from '@clearway/contract/visible-text'
import type { Api } from '@clearway/sdk'
import type { Context } from '../../command.ts'
import { type FollowScalarsOptions, followScalars } from '../../follow/follow-scalars.ts'
import type { Look } from '../../look.ts'
import { openDrawing } from '../../show/drawing.ts'
import { clockTime } from '../../show/duration.ts'
import { showScalars } from './show-scalars.ts'
import type { TaskScalars } from './task-scalars.ts'

/** Shows the scalars of a task as they come, until it ends: on a terminal as charts that grow, in a pipe a line for each point. */
export async function printScalars(api: Api, task: string, context: Context, options: FollowScalarsOptions): Promise<void> {
  const { json, look, print } = context
  const draw = look.isTerminal && !json ? await openDrawing(process.stdout) : undefined
  for await (const { curves, news } of followScalars(api, task, options)) {
    if (json) print(JSON.stringify({ curves: news }))
    else if (draw !== undefined) draw(showScalars({ metrics: metricsOf(visibleDocument(curves)), values: [] }, look))
    else for (const line of visibleDocument(news).flatMap((curve) => pointLines(curve, look))) print(line)
  }
  draw?.done()
}

function metricsOf(curves: readonly ScalarCurve[]): TaskScalars['metrics'] {
  const metrics = Map.groupBy(curves, ({ metric }) => metric)
  const drawn = (of: readonly ScalarCurve[]) =>
    Object.fromEntries(of.map(({ variant, iter, value }) => [variant, { name: variant, x: [...iter], y: [...value] }]))
  return Object.fromEntries([...metrics].map(([metric, of]) => [metric, drawn(of)]))
}

function pointLines({ metric, variant, iter, timestamp, value }: ScalarCurve, look: Look): string[] {
  const name = metric === variant ? metric : `${metric} ${variant}`
  return iter.map((at, index) => `${look.paint('dim', clockTime(timestamp[index] ?? 0))}  ${name}  ${at}  ${value[index] ?? 'no number'}`)
}
