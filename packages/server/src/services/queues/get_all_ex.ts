import type { queues } from '@clearway/contract'
import type { Handler } from '../../context.ts'
import { listQueues } from '../../queries/list.ts'

export const get_all_ex: Handler<typeof queues.get_all_ex> = async (request, ctx) => {
  const { queues: found, ...page } = await listQueues(ctx, request, { joined: true })
  const alive = ctx.tick() - ctx.settings.workerSeconds * 1000
  const workers = await ctx.reader
    .selectFrom('worker_queue as s')
    .innerJoin('worker as w', (join) =>
      join.onRef('w.id', '=', 's.worker').onRef('w.user', '=', 's.user').onRef('w.company', '=', 's.company'),
    )
    .select(['s.queue', 'w.id', 'w.task', 'w.lane', 'w.ip'])
    .where('s.company', '=', ctx.company)
    .where('w.seen', '>', alive)
    .execute()
  return {
    ...page,
    queues: found.map((queue) => ({
      ...queue,
      workers: workers
        .filter((worker) => worker.queue === queue.id)
        .map(({ id, task, lane, ip }) => ({ id, name: id, lane, ip, ...(task === null ? {} : { task }) })),
    })),
  }
}
