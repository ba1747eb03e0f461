import type { RequestOf, Task, tasks } from '@clearway/contract'
import type { Context, Handler } from '../../context.ts'
import { isFormerHolder } from '../../tasks/former-holder.ts'
import { type ListOptions, listTasks } from '../../queries/list.ts'
import { recordStatusReads } from '../../stall/waiters.ts'

export const get_all: Handler<typeof tasks.get_all> = (request, ctx) => list(ctx, request)
export const get_all_ex: Handler<typeof tasks.get_all_ex> = (request, ctx) => list(ctx, request, { joined: true })

async function list(ctx: Context, request: RequestOf<typeof tasks.get_all>, options?: ListOptions) {
  const page = await listTasks(ctx, request, options)
  await recordStatusReads(ctx, request, page.tasks)
  return { ...page, tasks: await asTheirs(ctx, request, page.tasks) }
}

/**
 * A published agent looks every 5 s whether the task that it took is still its own, and ends the processes where the task is queued again. To
 * one whose task was moved or lost it stays so, although another may have begun it meanwhile: nothing else would make it let go.
 */
async function asTheirs(ctx: Context, { id }: RequestOf<typeof tasks.get_all>, found: readonly Task[]): Promise<Task[]> {
  const [task] = found
  const isOne = typeof id === 'string' || (Array.isArray(id) && id.length === 1)
  const isLook = isOne && task?.status === 'in_progress'
  return isLook && (await isFormerHolder(ctx, task.id)) ? [{ ...task, status: 'queued' }] : [...found]
}
