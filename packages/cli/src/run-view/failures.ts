import { givenOf } from '@clearway/contract/given'
import type { StepView } from '@clearway/contract'
import type { Api } from '@clearway/sdk'
import { lastLines } from '../follow/log-lines.ts'
import { errorInLog } from './error-in-log.ts'
import { isMapped } from './mapped-steps.ts'
import type { RunView } from './run-view.ts'

/** Why a step failed: what its program printed last. */
export interface StepFailure {
  readonly step: string
  readonly task?: string
  readonly reason?: string
  /** The message of the error that ended the program, as it stands in the log. */
  readonly message?: string
  /** The last lines of the log. */
  readonly log: readonly { readonly msg: string }[]
}

/** A run with what its failed steps printed last. */
export interface ExplainedRun extends RunView {
  readonly failures: readonly StepFailure[]
}

/** The most failed steps whose logs are read. */
const mostLogs = 20
const shownLines = 12
/** An error is searched for in this many lines, because programs print more after it. */
const searchedLines = 60

/** Whether a step has failed by itself: a mapped step fails because of those that it became. */
export function hasFailed(step: StepView): boolean {
  return step.status === 'failed' && !isMapped(step)
}

/** Reads what the failed steps of a run printed last. */
export async function explainRun(api: Api, view: RunView): Promise<ExplainedRun> {
  const failed = view.steps.filter(hasFailed).slice(0, mostLogs)
  const failures = await Promise.all(
    failed.map(async ({ name, task, reason }): Promise<StepFailure> => {
      const lines = task === undefined ? [] : await linesOf(api, task)
      const message = errorInLog(lines)
      return {
        step: name,
        ...givenOf({ task, reason, message }),
        log: lines.slice(-shownLines).map((msg) => ({ msg })),
      }
    }),
  )
  return { ...view, failures }
}

async function linesOf(api: Api, task: string): Promise<string[]> {
  const { events } = await lastLines(api, task, { tail: searchedLines })
  return events.flatMap(({ msg }) => msg.replace(/\n$/, '').split('\n'))
}
