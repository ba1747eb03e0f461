import { type Api, isApiError } from '@clearway/sdk'

export interface ServedQueue {
  readonly id: string
  readonly name: string
}

/** Finds the queues by name or id, in the order given, and creates missing ones if `create` is set; otherwise throws. */
export async function serveQueues(
  api: Api,
  wanted: readonly string[],
  create: boolean,
  signal: AbortSignal,
): Promise<readonly ServedQueue[]> {
  const options = { signal, patienceSeconds: 0 }
  const { queues } = await api.queues.get_all({ search_hidden: true, only_fields: ['id', 'name'], page: 0, page_size: 500 }, options)
  const served: ServedQueue[] = []
  for (const queue of new Set(wanted)) {
    const found = queues.find(({ name }) => name === queue) ?? queues.find(({ id }) => id === queue) ?? (await findOne(api, queue, options))
    if (found !== undefined) served.push({ id: found.id, name: found.name ?? queue })
    else if (create) served.push({ id: await createQueue(api, queue, options), name: queue })
    else throw new Error(`There is no queue "${queue}". Make it, or start the agent with --create-queue.`)
  }
  return served
}

interface Options {
  readonly signal: AbortSignal
  readonly patienceSeconds: number
}

/** There may be more queues than one page holds. */
async function findOne(api: Api, queue: string, options: Options) {
  const name = `^${queue.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}$`
  const { queues } = await api.queues.get_all({ name, search_hidden: true, only_fields: ['id', 'name'] }, options)
  return queues[0]
}

async function createQueue(api: Api, name: string, options: Options): Promise<string> {
  try {
    return (await api.queues.create({ name }, options)).id
  } catch (error) {
    // Another agent may have created the queue since it was looked up.
    const made = isApiError(error, 'name_taken') ? await findOne(api, name, options) : undefined
    if (made === undefined) throw error
    return made.id
  }
}
