import { actionsWithFaultPoint } from '@clearway/contract/wire'

/** The writes at which a test can kill the server: `CLEARWAY_FAULT=before:tasks.create` just before the commit, `after:tasks.create` just after. */
export const faultPoints = [...actionsWithFaultPoint, 'POST /files', 'DELETE /files/*'] as const

/** Ends the process at once, as a power cut would, if `CLEARWAY_FAULT` names this point. */
export function faultPoint(when: 'before' | 'after', what: string | undefined): void {
  if (asked !== undefined && asked === `${when}:${what}`) process.kill(process.pid, 'SIGKILL')
}
const asked = process.env['CLEARWAY_FAULT']
