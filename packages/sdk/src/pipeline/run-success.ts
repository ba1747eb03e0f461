import type { StepStatus } from '@clearway/contract'
import { stepStatusOf } from '@clearway/engine'
import type { Api } from '../client.ts'

/** What makes a run unsuccessful. */
export interface SuccessOptions {
  /** Whether a step that failed or was aborted counts as well where its run went on in spite of it; default: true. */
  readonly failOnStepFail?: boolean
  /** What counts: a failure (`failed`), an abort or stop (`aborted`), or both (`all`, the default). */
  readonly failCondition?: 'all' | 'failed' | 'aborted'
}

/** Whether a run has ended well, now: false while it goes on. */
export async function isRunSuccessful(
  api: Api,
  run: string,
  { failOnStepFail = true, failCondition = 'all' }: SuccessOptions = {},
): Promise<boolean> {
  const counts = (status: StepStatus): boolean =>
    (status === 'failed' && failCondition !== 'aborted') || (status === 'aborted' && failCondition !== 'failed')
  const { status = 'created' } = (await api.tasks.get_by_id({ task: run })).task
  const outcome = stepStatusOf[status]
  if (outcome === 'queued' || outcome === 'running' || counts(outcome)) return false
  return !failOnStepFail || !(await someStep(api, run, counts))
}

async function someStep(api: Api, run: string, counts: (status: StepStatus) => boolean): Promise<boolean> {
  let after: string | undefined
  for (;;) {
    const page = await api.runs.view({ run, ...(after === undefined ? {} : { after }) })
    if (page.steps.some(({ status }) => counts(status))) return true
    if (!page.more) return false
    after = page.after
  }
}
