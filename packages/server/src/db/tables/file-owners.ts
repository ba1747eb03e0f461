import type { Reader } from '../../scope.ts'
import type { Owners } from './owners.ts'
import { isOwnTask } from './tasks.ts'
import { cleanPath, below, taskOf } from '../../file-path.ts'

/**
 * The tasks to which a path belongs: the task whose output folder contains the path, else the task that stored the file. A path without a file is
 * left out.
 */
export async function ownersOfPath(scope: Reader, path: string): Promise<Owners> {
  const clean = cleanPath(path)
  const task = taskOf(clean)
  if (task !== undefined && (await isOwnTask(scope, task))) return new Map([[clean, [task]]])
  const file = await scope.db
    .selectFrom('file')
    .select('maker')
    .where('company', '=', scope.company)
    .where('path', '=', clean)
    .executeTakeFirst()
  return new Map(file === undefined ? [] : [[clean, file.maker === null ? [] : [file.maker]]])
}

/** The tasks to which a file belongs, and those to which the files below a folder of that name belong. */
export async function ownersOfFiles({ db, company }: Reader, path: string): Promise<Owners> {
  const clean = cleanPath(path.replace(/\/+$/, ''))
  const { from, to } = below(clean)
  const files = await db
    .selectFrom('file as f')
    .leftJoin('task as t', (join) => join.onRef('t.id', '=', 'f.task').onRef('t.company', '=', 'f.company'))
    .select((eb) => ['f.path', eb.fn.coalesce('t.id', 'f.maker').as('owner')])
    .where('f.company', '=', company)
    .where((where) => where.or([where('f.path', '=', clean), where.and([where('f.path', '>=', from), where('f.path', '<', to)])]))
    .execute()
  return new Map(files.map(({ path, owner }) => [path, owner === null ? [] : [owner]]))
}
