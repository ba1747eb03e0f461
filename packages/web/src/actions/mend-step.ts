import { api } from '../api/client.ts'
import type { RunStep } from './mend-refusal.ts'

/** Lets a run go on from a step with other code: a draft with that code, like the step's task, becomes what the step is cloned from. */
export async function retryWithCode({ run, step }: RunStep, task: string, code: string): Promise<void> {
  const { id } = await api.tasks.clone({
    task,
    new_task_name: `${step}, mended`,
    // Lists leave out the drafts from which steps are made.
    new_task_system_tags: ['hidden'],
  })
  await api.tasks.edit({ task: id, parent: '', script: { diff: code } })
  await api.runs.retry({ run, from: step, base_tasks: { [step]: id } })
}
