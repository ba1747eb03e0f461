import { findQueue as findQueueByName, isApiError, type Api } from '@clearway/sdk'
import { idBegins, moreDigits, shownCandidates } from './id-prefix.ts'

/** The id of a queue by its name, its id or the beginning of its id. */
export async function findQueueId(api: Api, given: string): Promise<string> {
  try {
    return await findQueueByName(api, given)
  } catch (error) {
    if (!idBegins(given) || !isApiError(error, 'queue_not_found')) throw error
    const { queues } = await api.queues.get_all({ search_hidden: true, only_fields: ['id', 'name'], page: 0, page_size: 500 })
    const found = queues.filter(({ id }) => id.startsWith(given.toLowerCase())).slice(0, shownCandidates + 1)
    const [queue, ...others] = found
    if (queue === undefined) throw error
    if (others.length > 0)
      throw moreDigits(
        'queue',
        given,
        found.map(({ id, name = '' }) => ({ id, name })),
      )
    return queue.id
  }
}
