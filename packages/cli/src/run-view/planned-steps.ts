import { type ClearmlNode, type RunState, stepsOf, stepStatuses } from '@clearway/engine'
import type { PlannedStep } from './run-view.ts'

/** The steps from the stored events of a run. */
export function fromEngine(state: RunState): PlannedStep[] {
  return (
    stepsOf(state)
      // A mapped step is shown by the steps that it was expanded to.
      .filter(({ members }) => members === undefined)
      .map(({ definition, parents, status, phase, task, attempt, reason, startedAt, endedAt }) => ({
        name: definition.name,
        status,
        parents,
        isDone: phase === 'done',
        ...(task === undefined || task === '' ? {} : { task }),
        ...(attempt === 0 ? {} : { attempt }),
        ...(reason === undefined ? {} : { reason }),
        ...(startedAt === undefined ? {} : { startedAt }),
        ...(endedAt === undefined ? {} : { endedAt }),
      }))
  )
}

/** The steps as ClearML's controllers store them on their task; a Python pipeline stores nothing else. */
export function fromClearml(text: string): PlannedStep[] {
  const dag = JSON.parse(text) as Readonly<Record<string, Partial<ClearmlNode>>>
  return Object.entries(dag).map(([name, node]) => {
    const { parents, executed, job_id: job, job_started: started, job_ended: ended } = node
    const task = job ?? (typeof executed === 'string' ? executed : undefined)
    const status = stepStatuses.find((known) => known === node.status) ?? (node.skip_job === true ? 'skipped' : 'pending')
    return {
      name,
      status,
      parents: parents ?? [],
      isDone: status !== 'pending' && status !== 'queued' && status !== 'running',
      ...(task === undefined || task === null ? {} : { task }),
      ...(typeof started === 'number' ? { startedAt: started * 1000 } : {}),
      ...(typeof ended === 'number' ? { endedAt: ended * 1000 } : {}),
    }
  })
}
