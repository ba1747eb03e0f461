import { type RunState, stepOf } from '@clearway/engine'
import type { DynamicSteps } from '../pipeline/drive.ts'
import type { RunProgress } from './run-progress.ts'

/** Calls `onProgress` with the steps of a run as they change. */
export function reportSteps(steps: DynamicSteps, onProgress: (progress: RunProgress) => void): DynamicSteps {
  const reported = new Map<string, string>()
  const report = (state: RunState, name: string): void => {
    const step = stepOf(state, name)
    if (step === undefined) return
    const { status, task, attempt, reason } = step
    const key = `${status} ${attempt}`
    if (reported.get(name) === key) return
    reported.set(name, key)
    onProgress({
      type: 'step',
      step: name,
      status,
      attempt,
      ...(task === undefined ? {} : { task }),
      ...(reason === undefined ? {} : { reason }),
    })
  }
  return {
    begin: (run) => steps.begin(run),
    update: (state, changedSteps) => {
      const changed = [...changedSteps]
      steps.update(state, changed)
      for (const name of changed) report(state, name)
    },
  }
}
