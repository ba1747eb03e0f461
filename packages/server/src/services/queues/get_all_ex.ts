import type { queues } from '@clearway/contract'
import { type Handler, readerOf } from '../../context.ts'
import { aliveSince } from '../../db/tables/alive-since.ts'
import { listQueues } from '../../queries/list.ts'
import { workersOfQueues } from '../../queries/find-workers.ts'
import { workerKey } from '../../workers/worker-key.ts'

export const get_all_ex: Handler<typeof queues.get_all_ex> = async (request, ctx) => {
  const { queues: found, ...page } = await listQueues(ctx, request, { joined: true })
  const workers = await workersOfQueues(readerOf(ctx), aliveSince(ctx))
  return {
    ...page,
    queues: found.map((queue) => ({
      ...queue,
      workers: workers
        .filter((worker) => worker.queue === queue.id)
        .map(({ id, company, user, task, taskName, lane, ip, agent }) => ({
          id,
          name: id,
          key: workerKey({ company, user, id }),
          lane,
          ip,
          agent,
          ...(task === null ? {} : { task: { id: task, ...(taskName === null ? {} : { name: taskName }) } }),
        })),
    })),
  }
}
