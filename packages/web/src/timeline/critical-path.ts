import type { StepView } from '@clearway/contract'
import type { KnownSteps } from '../api/merge-steps.ts'

/**
 * The steps because of which a run took as long as it did, the first one first: from the step that ended last back, each time to that which ended last
 * of its parents and of the step that held its slot. `until`: the end of what has not ended.
 */
export function criticalPath({ steps, places, mapped }: Pick<KnownSteps, 'steps' | 'places' | 'mapped'>, until: number): string[] {
  let byGroup: ReadonlyMap<string | undefined, readonly StepView[]> | undefined
  /** The step of a name, or those that the mapped step of the name became. */
  const stepsOf = (name: string): readonly (StepView | undefined)[] => {
    const at = places.get(name)
    if (at !== undefined) return [steps[at]]
    byGroup ??= Map.groupBy(steps, ({ group }) => group)
    return byGroup.get(name) ?? []
  }
  let byTask: ReadonlyMap<string, StepView> | undefined
  const runBy = (task: string): StepView | undefined => {
    // Few runs have steps that waited for others.
    byTask ??= new Map(steps.flatMap((step) => (step.task === undefined ? [] : [[step.task, step]])))
    return byTask.get(task)
  }
  const endOf = ({ queued_at: queued, started_at: started, ended_at: ended }: StepView): number =>
    (queued ?? started) === undefined ? -1 : (ended ?? until)
  const latest = (some: readonly (StepView | undefined)[]): StepView | undefined =>
    some.reduce((best, one) => (one !== undefined && endOf(one) > (best === undefined ? -1 : endOf(best)) ? one : best), undefined)
  const path: string[] = []
  const seen = new Set<StepView>()
  for (let at = latest(steps); at !== undefined && !seen.has(at);) {
    seen.add(at)
    path.push(at.name)
    const { parents, group = '', waited_for: holder } = at
    // What a mapped step became comes after what that came after.
    const before = [...parents, ...(mapped.get(group)?.parents ?? [])]
    at = latest([...before.flatMap(stepsOf), holder === undefined ? undefined : runBy(holder.task)])
  }
  return path.toReversed()
}
