import type { StepOutcome } from '@clearway/engine'

/** How a step ended that gave no result. */
export type FailedOutcome = Extract<StepOutcome, 'failed' | 'aborted' | 'skipped'>

/** What a step's result rejects with. Caught by the pipeline's body, it does not fail the run. */
export class StepFailed extends Error {
  override readonly name = 'StepFailed'
  /** The step's name in the run. */
  readonly step: string
  /** `skipped`: a step before it failed, or the run was stopping. */
  readonly outcome: FailedOutcome
  /** The id of its task; undefined if it never had one. */
  readonly task: string | undefined
  /** Why it failed, was stopped or was skipped. */
  readonly reason: string
  /** The last lines of its log. */
  readonly lastLines: readonly string[]

  constructor(given: { step: string; outcome: FailedOutcome; task?: string | undefined; reason: string; lastLines?: readonly string[] }) {
    super(messageOf(given))
    this.step = given.step
    this.outcome = given.outcome
    this.task = given.task
    this.reason = given.reason
    this.lastLines = given.lastLines ?? []
  }
}

/** What failed comes first: the step that was skipped for it is only where the failure was met. */
function messageOf({ step, outcome, reason }: { readonly step: string; readonly outcome: FailedOutcome; readonly reason: string }): string {
  if (outcome === 'skipped' && reason.startsWith('step ')) return `S${reason.slice(1)}; step '${step}' was skipped`
  const verb = { aborted: 'was stopped', skipped: 'was skipped', failed: 'failed' }[outcome]
  return `Step '${step}' ${verb}${reason === '' ? '' : `: ${reason}`}`
}
