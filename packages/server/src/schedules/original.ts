import type { Schedule, Start } from '@clearway/contract'
import { readNames } from '../db/documents/read-names.ts'
import type { Reader } from '../scope.ts'

/** The tasks that schedules or triggers clone, with their names; nothing for a pipeline. */
export async function originalsOf(reader: Reader, starts: readonly Start[]): Promise<(start: Start) => Pick<Schedule, 'original'>> {
  const nameOf = await readNames(
    reader,
    'task',
    starts.flatMap(({ task }) => task ?? []),
  )
  return ({ task }) => (task === undefined ? {} : { original: nameOf(task) })
}
