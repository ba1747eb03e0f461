import type { Schedule, Start } from '@clearway/contract'
import { readNames } from '../db/documents/read-names.ts'
import type { Reader } from '../scope.ts'

/** The task that a schedule or a trigger clones, with its name; nothing for a pipeline. */
export async function originalOf(reader: Reader, { task }: Start): Promise<Pick<Schedule, 'original'>> {
  return task === undefined ? {} : { original: (await readNames(reader, 'task', [task]))(task) }
}
