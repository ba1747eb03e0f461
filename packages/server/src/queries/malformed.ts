import { ActionError } from '../errors.ts'

/** The error for a filter that cannot be read. It names the field. */
export function malformed(field: string, message: string): ActionError {
  return new ActionError('invalid_request', { field, reason: message, problems: [{ field, message }] })
}
