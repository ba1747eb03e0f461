import type { Found } from '../../lookup/find-task.ts'
import type { Look } from '../../look.ts'

/** Whether a stop was requested, and of which task, because a name may have matched another task than expected. */
export function showStop({ updated, task: { id, name } }: { readonly updated?: number; readonly task: Found }, look: Look): string {
  const which = name === undefined ? id : `${name}  ${look.paint('dim', id)}`
  return updated === 0 ? look.paint('dim', `${which}: it had ended already.`) : `${look.paint('green', '✓')} Asked to stop: ${which}`
}
