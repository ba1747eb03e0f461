import { type RunState, type StepState, stepOf, stepsOf } from './run-state.ts'

/** What a retry does to the steps of a run, by their names. A step that has not begun, or runs, is in none of the lists. */
export interface RetryEffects {
  /** Steps that had ended and begin anew. */
  readonly repeats: string[]
  /** Steps that had ended and stay as they ended. */
  readonly keeps: string[]
  /** Of those that begin anew: those that may take the results of a finished task from the cache. */
  readonly mayReuse: string[]
  /** Of those that stay: those that begin anew if the pipeline's body now calls them with other inputs. */
  readonly mayChange: string[]
}

/** Compares a run before and after its steps were retried. */
export function effectsOf(before: RunState, after: RunState): RetryEffects {
  const effects: RetryEffects = { repeats: [], keeps: [], mayReuse: [], mayChange: [] }
  for (const old of stepsOf(before)) {
    const { name } = old.definition
    const now = stepOf(after, name)
    if (now === undefined || old.phase !== 'done') continue
    if (isKept(old, now)) {
      effects.keeps.push(name)
      if (now.calledBeforeRetry === true) effects.mayChange.push(name)
    } else if (now.phase !== 'expanded' && now.phase !== 'done') {
      effects.repeats.push(name)
      if (now.definition.cacheExecuted) effects.mayReuse.push(name)
    }
  }
  return effects
}

/** A mapped step that goes on with some of its members, and a step that is skipped again, neither stay nor begin anew. */
function isKept(old: StepState, now: StepState): boolean {
  return now.phase === 'done' && now.status === old.status && now.attempt === old.attempt && now.endedAt === old.endedAt
}
