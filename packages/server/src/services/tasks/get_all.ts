import type { RequestOf, Task, tasks } from '@clearway/contract'
import type { Context, Handler } from '../../context.ts'
import { isFormerHolder } from '../../tasks/former-holder.ts'
import { type ListOptions, listTasks } from '../../queries/list.ts'
import { recordStatusReads } from '../../stall/record-waits.ts'

export const get_all: Handler<typeof tasks.get_all> = (request, ctx) => list(ctx, request)
export const get_all_ex: Handler<typeof tasks.get_all_ex> = (request, ctx) => list(ctx, request, { joined: true })

async function list(ctx: Context, request: RequestOf<typeof tasks.get_all>, options?: ListOptions) {
  const page = await listTasks(ctx, request, options)
  await recordStatusReads(ctx, request, page.tasks)
  return { ...page, tasks: await asFormerHolderSees(ctx, request, page.tasks) }
}

/**
 * Shows a former holder its task as queued. A published agent polls its task every 5 s and ends the processes if the task is queued again. After a
 * move or loss another attempt may already run the task, and only the status `queued` makes the former agent end its processes.
 */
async function asFormerHolderSees(ctx: Context, { id }: RequestOf<typeof tasks.get_all>, found: readonly Task[]): Promise<Task[]> {
  const [task] = found
  const isOne = typeof id === 'string' || (Array.isArray(id) && id.length === 1)
  const isPoll = isOne && task?.status === 'in_progress'
  return isPoll && (await isFormerHolder(ctx, task.id)) ? [{ ...task, status: 'queued' }] : [...found]
}
