import type { Draft } from './draft.ts'
import { writeStep } from './draft.ts'
import type { RunEventOf } from './events.ts'
import { knownStep } from './known-step.ts'
import { conclude, launched, launchNext, prepare, settle } from './lifecycle.ts'
import type { StepState } from './run-state.ts'

/** What the host reports of one step. A report about a phase in which the step no longer is changes nothing. */

/** Goes on with a step whose callback before the launch has decided. */
export function decidePreExecute(draft: Draft, event: RunEventOf<'pre_execute_decided'>): void {
  const asked = knownStep(draft, event.step)
  if (asked.phase !== 'deciding') return
  if (event.decision === 'skip') settle(draft, asked, 'skipped', 'the pre-execute callback skipped it')
  else prepare(draft, event.parameters === undefined ? asked : { ...asked, parameters: event.parameters })
}

/** Gives a step the result of an earlier task. */
export function takeCached(draft: Draft, { step, task }: RunEventOf<'step_cached'>): void {
  const { cacheMiss: _, ...cached } = knownStep(draft, step)
  if (cached.phase !== 'caching') return
  conclude(draft, { ...cached, task, ...(cached.attempt > 0 ? { needsNewTask: true } : {}) }, 'cached')
}

/** Launches a step of which no earlier task has the result. */
export function missCache(draft: Draft, { step, reason }: RunEventOf<'cache_missed'>): void {
  const missed = knownStep(draft, step)
  if (missed.phase === 'caching') launchNext(draft, reason === undefined ? missed : { ...missed, cacheMiss: reason })
}

export function recordLaunch(draft: Draft, { step, attempt, task }: RunEventOf<'step_launched'>): void {
  const launching = knownStep(draft, step)
  if (launching.phase === 'launching' && launching.attempt === attempt) writeStep(draft, launched(launching, task))
}

const phasesBeforeTask: readonly StepState['phase'][] = ['deciding', 'caching', 'expanding', 'launching']

/** Fails a step that could not be launched. */
export function failLaunch(draft: Draft, { step, reason }: RunEventOf<'launch_failed'>): void {
  const failed = knownStep(draft, step)
  if (phasesBeforeTask.includes(failed.phase)) conclude(draft, failed, 'failed', reason)
}

/** Has a step stopped that exceeded its time limit. */
export function timeOutStep(draft: Draft, { step, attempt, reason }: RunEventOf<'step_timed_out'>): void {
  const late = knownStep(draft, step)
  if (late.phase !== 'launched' || late.attempt !== attempt || late.stopping !== undefined) return
  writeStep(draft, { ...late, stopping: reason ?? `ran longer than ${late.definition.timeoutSeconds ?? 0} s` })
}

/** Launches a failed step again, or leaves it failed. */
export function decideRetry(draft: Draft, { step, attempt, retry }: RunEventOf<'retry_decided'>): void {
  const failed = knownStep(draft, step)
  if (failed.phase !== 'retrying' || failed.attempt !== attempt) return
  if (retry) launchNext(draft, failed)
  else conclude(draft, failed, 'failed', failed.reason)
}

/** Ends a step whose callback after the end has returned; an error of the callback fails the step. */
export function endPosting(draft: Draft, { step, error }: RunEventOf<'post_execute_done'>): void {
  const ended = knownStep(draft, step)
  if (ended.phase !== 'posting') return
  if (error === undefined) settle(draft, ended, ended.outcome ?? 'completed', ended.reason)
  else settle(draft, ended, 'failed', error)
}
