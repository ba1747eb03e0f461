import type { RunHead, StepView } from '@clearway/contract'
import { api } from './client.ts'

export interface RunDocument {
  readonly run: RunHead
  readonly steps: readonly StepView[]
  /** Where the next reading goes on. */
  readonly after: string
}

/** Reads a run, or what changed of it since `known`, in as many calls as it takes. */
export async function readRun(run: string, known: RunDocument | undefined, signal: AbortSignal): Promise<RunDocument> {
  const steps = new Map(known?.steps.map((step) => [step.name, step]))
  let after = known?.after
  for (;;) {
    const answer = await api.runs.view({ run, ...(after === undefined ? {} : { after }) }, { signal })
    if (answer.fresh) steps.clear()
    for (const step of answer.steps) steps.set(step.name, step)
    for (const name of answer.removed) steps.delete(name)
    after = answer.after
    if (!answer.more) return { run: answer.run, steps: [...steps.values()], after }
  }
}
