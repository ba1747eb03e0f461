import { findQueue as findQueueByName, isApiError, type Api } from '@clearway/sdk'
import { findBegun } from './find-listed.ts'

/** The id of a queue by its name, its id or the beginning of its id. */
export async function findQueueId(api: Api, given: string): Promise<string> {
  try {
    return await findQueueByName(api, given)
  } catch (error) {
    if (!isApiError(error, 'queue_not_found')) throw error
    const begun = await findBegun('queue', given, async (query) => (await api.queues.get_all(query)).queues)
    if (begun === undefined) throw error
    return begun.id
  }
}
