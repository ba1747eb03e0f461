import type { StepView } from '@clearway/contract'

/**
 * The steps because of which a run took as long as it did, the first one first: from the step that ended last back, each time to that which ended last
 * of its parents and of the step that held its slot. `until`: the end of what has not ended.
 */
export function criticalPath(steps: readonly StepView[], until: number): string[] {
  const byName = new Map(steps.map((step) => [step.name, step]))
  const byTask = new Map(steps.flatMap((step) => (step.task === undefined ? [] : [[step.task, step]])))
  const endOf = ({ queued_at: queued, started_at: started, ended_at: ended }: StepView): number =>
    (queued ?? started) === undefined ? -1 : (ended ?? until)
  const latest = (some: readonly (StepView | undefined)[]): StepView | undefined =>
    some.reduce((best, one) => (one !== undefined && endOf(one) > (best === undefined ? -1 : endOf(best)) ? one : best), undefined)
  const path: string[] = []
  const seen = new Set<StepView>()
  for (let at = latest(steps); at !== undefined && !seen.has(at);) {
    seen.add(at)
    path.unshift(at.name)
    const { parents, waited_for: holder } = at
    at = latest([...parents.map((name) => byName.get(name)), holder === undefined ? undefined : byTask.get(holder.task)])
  }
  return path
}
