import type { events } from '@clearway/contract'
import { waitSecondsOf } from '@clearway/contract/wire'
import { waitFor } from '../../signals/wait-for.ts'
import type { Handler } from '../../context.ts'
import { findTasks } from '../../db/tables/found-tasks.ts'

/** Reads curves, and with `after` what came since. With `wait` it waits for that. */
export const follow_scalars: Handler<typeof events.follow_scalars> = async (request, ctx) => {
  const { tasks, metrics, samples = 2000, after } = request
  const seconds = waitSecondsOf('events.follow_scalars', request)
  const owners = await findTasks(ctx, tasks)
  const asked = new Map(owners.map((owner) => [owner.id, owner.asked]))
  const read = async () => {
    const answer = await ctx.telemetry.followScalars(ctx, { tasks: [...asked.keys()], metrics, samples, after })
    return { ...answer, curves: answer.curves.map((curve) => ({ ...curve, task: asked.get(curve.task) ?? curve.task })) }
  }
  if (after === undefined || seconds === 0) return read()
  const news = await waitFor(
    ctx,
    { topics: owners.flatMap(({ id }) => [`metrics:${id}` as const, `task:${id}` as const]), seconds },
    async () => {
      const answer = await read()
      return answer.fresh || answer.curves.length > 0 ? answer : undefined
    },
  )
  return news ?? read()
}
