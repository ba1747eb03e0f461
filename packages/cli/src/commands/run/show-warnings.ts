import type { RunFault } from '@clearway/contract'
import { visibleDocument } from '@clearway/contract/visible-text'
import type { Look } from '../../look.ts'

/** A line for each warning, and one for the command that helps. */
export function showWarnings(warnings: readonly RunFault[], look: Look): string[] {
  return visibleDocument(warnings).flatMap(({ message, cure, command, if_called: ifCalled }) => [
    `${look.paint('yellow', '!')} ${message} ${cure}${ifCalled === true ? ' The run fails only if it calls this step.' : ''}`,
    ...(command === undefined ? [] : [`  ${look.paint('dim', '$')} ${look.typed(command)}`]),
  ])
}
