import { idHere } from '../db/tables/imported-rows.ts'
import type { Tx } from '../scope.ts'

/** The project here that stands for one of another server; null if it was not brought. */
export async function projectHere(tx: Tx, source: string, id: string | undefined): Promise<string | null> {
  return id === undefined || id === '' ? null : ((await idHere(tx, { source, entity: 'project', id })) ?? null)
}
