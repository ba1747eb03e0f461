import type { StepView, Task } from '@clearway/contract'
import { hasEnded } from '@clearway/contract/status'

/** A step of a run whose code is mended. */
export interface RunStep {
  readonly run: string
  readonly step: string
  readonly status: StepView['status']
  /** Whether the run's steps can get other code. */
  readonly takesCode: boolean
}

/** Why a step cannot be retried with other code, as a sentence for people; undefined if it can. */
export function mendRefusal(
  { step, status, takesCode }: RunStep,
  { script, status: taskStatus }: Pick<Task, 'script' | 'status'>,
): string | undefined {
  if (!takesCode) return 'The program of this pipeline makes its steps: mend its file and run it again.'
  if (!script?.diff) return 'The code of this step is not stored as a script.'
  if (status === 'cached') return `${step} came from the cache: its task belongs to another run.`
  return taskStatus !== undefined && hasEnded(taskStatus) ? undefined : `${step} has not ended yet.`
}
