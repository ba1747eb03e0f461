/**
 * Why a task has its status, from the two fields that say so. A message of several lines, such as a stack, begins on a line of its own; one that begins with the reason
 * stands alone.
 */
export function statusReason(task: { readonly status_reason: string | null; readonly status_message: string | null }): string {
  const { status_reason: reason, status_message: message } = task
  if (reason !== null && reason !== '' && message?.startsWith(reason) === true) return message
  const parts = [reason, message].filter((text) => text !== null && text !== '')
  return parts.join(message?.includes('\n') === true ? '\n' : ': ')
}
