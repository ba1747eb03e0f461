import { type StepState, stepFailedReason } from '@clearway/engine'
import type { Api } from '../client.ts'
import type { Call } from './call.ts'
import { type FailedOutcome, StepFailed } from './step-failed.ts'

/** The error of a step that gave no result. */
export async function failureOf(
  api: Api,
  { definition, status, task, reason = '', parents }: StepState,
  callOf: (step: string) => Call | undefined,
): Promise<StepFailed> {
  /** Why a parent gave no result: its own failure, or the one for which it was skipped, as the end of a sentence. */
  const causeOf = async (before: StepState): Promise<string> => {
    const failure = await failureOf(api, before, callOf)
    return failure.outcome === 'skipped' ? failure.reason : `s${failure.message.slice(1)}`
  }
  const given = { step: definition.name, outcome: status as FailedOutcome, task }
  if (status === 'skipped') {
    const failed = parents.map((parent) => callOf(parent)?.end).find(isFailed)
    return new StepFailed({ ...given, reason: reason || (failed === undefined ? 'the run was stopping' : await causeOf(failed)) })
  }
  if (task === undefined) return new StepFailed({ ...given, reason })
  const { status_reason, status_message } = (await api.tasks.get_by_id({ task })).task
  const lastLines = (status_message ?? '').split('\n').filter((line) => line !== '')
  // A pipeline that is a step names its own step in the message.
  const own = status_reason === stepFailedReason ? lastLines[0] : status_reason
  return new StepFailed({ ...given, reason: status === 'aborted' ? reason : own || reason, lastLines })
}

/** Whether a step ended without a result. */
export function isFailed(end: StepState | undefined): boolean {
  return end !== undefined && end.status !== 'completed' && end.status !== 'cached'
}
