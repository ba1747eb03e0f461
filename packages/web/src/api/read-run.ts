import type { RunHead } from '@clearway/contract'
import { replaceEqualDeep } from '@tanstack/react-query'
import { api } from './client.ts'
import { type KnownSteps, mergeSteps, noSteps } from './merge-steps.ts'

export interface RunDocument extends KnownSteps {
  readonly run: RunHead
  /** Where the next reading goes on. */
  readonly after: string
}

/** Reads a run, or what changed of it since `known`, in as many calls as it takes. */
export async function readRun(run: string, known: RunDocument | undefined, signal: AbortSignal): Promise<RunDocument> {
  let steps: KnownSteps = known ?? noSteps
  let after = known?.after
  for (;;) {
    const answer = await api.runs.view({ run, ...(after === undefined ? {} : { after }) }, { signal })
    steps = mergeSteps(steps, answer)
    after = answer.after
    // What has not changed is the same object as before, so that only what shows the rest is rendered again.
    if (!answer.more) return { ...steps, run: replaceEqualDeep(known?.run, answer.run), after }
  }
}
