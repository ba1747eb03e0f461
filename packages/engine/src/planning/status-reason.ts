/** The reason of a run that a step made fail; its message names the step. */
export const stepFailedReason = 'pipeline step failed'

/**
 * Why a task has its status, from the two fields for that. A message of several lines, such as a stack, begins on a line of its own; one that begins
 * with the reason stands alone, and so does that of a run.
 */
export function statusReason(task: { readonly status_reason: string | null; readonly status_message: string | null }): string {
  const { status_reason: reason, status_message: message } = task
  if (reason === stepFailedReason && message !== null && message !== '') return message
  if (reason !== null && reason !== '' && message?.startsWith(reason) === true) return message
  const parts = [reason, message].filter((text) => text !== null && text !== '')
  return parts.join(message?.includes('\n') === true ? '\n' : ': ')
}
