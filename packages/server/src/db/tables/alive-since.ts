import type { Clock } from '../../scope.ts'
import type { Settings } from '../../settings.ts'

/** The tick after which a worker must have been seen to count as alive. */
export function aliveSince({ tick, settings }: Pick<Clock, 'tick'> & { readonly settings: Pick<Settings, 'workerSeconds'> }): number {
  return tick() - settings.workerSeconds * 1000
}
