import { hasEnded, type TaskStatus } from '@clearway/contract/status'
import { lookOf } from '../ui/look.ts'

export type RunVerb = 'stop' | 'pause' | 'resume' | 'retry'
/** What decides on the verbs of a run. */
export interface RunFacts {
  readonly status: TaskStatus
  readonly isPaused: boolean
  /** How many steps failed or were aborted. */
  readonly failed: number
}

/** Why a verb cannot be used on a run now, as a sentence for people; undefined if it can be used. */
export function refusalOf(verb: RunVerb, { status, isPaused, failed }: RunFacts): string | undefined {
  const state = lookOf(status).label
  const isLive = status !== 'created' && !hasEnded(status)
  switch (verb) {
    case 'stop':
      return isLive ? undefined : `A run that is ${state} cannot be aborted.`
    case 'pause':
      if (isPaused) return 'The run is paused already.'
      return isLive ? undefined : `A run that is ${state} cannot be paused.`
    case 'resume':
      return isPaused || status === 'stopped' ? undefined : `A run that is ${state} has nothing to resume.`
    case 'retry':
      if (!hasEnded(status)) return `A run that is ${state} has not ended yet.`
      return failed === 0 ? 'No step failed or was aborted.' : undefined
  }
}
