import type { StepView } from '@clearway/contract'

/** Whether a step was mapped: it has no task, and the steps that it became are shown and counted in its place. */
export function isMapped({ members = 0 }: Pick<StepView, 'members'>): boolean {
  return members > 0
}

/** The steps as a tree has them: what a mapped step became stands behind it, comes after it, and names only those parents that the mapped step does not have. */
export function withMembersBelow<Step extends Pick<StepView, 'name' | 'parents' | 'group' | 'members'>>(steps: readonly Step[]): Step[] {
  const mapped = new Map(steps.filter(isMapped).map((step) => [step.name, step]))
  if (mapped.size === 0) return [...steps]
  const membersOf = Map.groupBy(steps, ({ group = '' }) => (mapped.has(group) ? group : ''))
  const below = ({ name, parents: known }: Step): Step[] =>
    (membersOf.get(name) ?? []).map((step) => ({ ...step, parents: [name, ...step.parents.filter((parent) => !known.includes(parent))] }))
  return (membersOf.get('') ?? []).flatMap((step) => [step, ...(isMapped(step) ? below(step) : [])])
}
