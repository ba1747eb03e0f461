import type { Api } from '@clearway/sdk'
import { findTask, type Found } from './find-task.ts'

/** Finds each of several tasks, before anything is done with one of them. */
export async function findTasks(api: Api, given: readonly string[]): Promise<Found[]> {
  const found = await Promise.all(given.map((one) => findTask(api, one)))
  return [...new Map(found.map((task) => [task.id, task])).values()]
}
