import type { Reader } from '../../scope.ts'
import { ActionError } from '../../errors.ts'
import { readRows } from '../documents/read-rows.ts'

/** Models by their ids, in their order, for a request whose models must all be there. */
export async function findModels(
  reader: Reader,
  ids: readonly string[],
): Promise<readonly { readonly id: string; readonly name: string }[]> {
  const asked = [...new Set(ids)]
  const found = await readRows<{ readonly id: string; readonly name: string }>(reader, 'model', ['id', 'name'], asked)
  const known = new Set(found.map(({ id }) => id))
  const missing = asked.find((id) => !known.has(id))
  if (missing !== undefined) throw new ActionError('model_not_found', { model: missing })
  return found
}
