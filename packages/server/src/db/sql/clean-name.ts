import { ActionError } from '../../errors.ts'

/** Trims a name. At least three characters must remain, as in ClearML. */
export function cleanName(name: string, field = 'name'): string {
  const clean = name.trim()
  if (clean.length < 3) throw new ActionError('invalid_request', { field, reason: 'a name has three characters or more' })
  return clean
}
