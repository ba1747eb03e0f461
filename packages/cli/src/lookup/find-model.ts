import type { Api } from '@clearway/sdk'
import { findListed } from './find-listed.ts'
import type { Found } from './find-task.ts'

/** Finds a model by its name (the newest of that name), its id or the beginning of its id. */
export async function findModel(api: Api, given: string): Promise<Found> {
  return findListed('model', given, async (query) => (await api.models.get_all(query)).models)
}
