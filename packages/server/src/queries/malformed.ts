import { ActionError } from '../errors.ts'

/** A filter that cannot be read: it changes nothing and says where. */
export function malformed(field: string, message: string): ActionError {
  return new ActionError('invalid_request', { field, reason: message, problems: [{ field, message }] })
}
