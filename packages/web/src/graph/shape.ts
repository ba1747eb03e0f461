import type { StepView } from '@clearway/contract'

interface Step extends Pick<StepView, 'name' | 'references'> {
  readonly parents: readonly string[]
}
/** A step with what decides on the groups that it is of. */
type GroupedStep = Step & Pick<StepView, 'stage' | 'function' | 'group'>

/** What of steps decides on their places and edges, as one text: two texts are equal if the graphs are. */
export function shapeOf(steps: readonly Step[]): string {
  return JSON.stringify(
    steps.map(({ name, parents, references }) => (references === undefined ? [name, parents] : [name, parents, references])),
  )
}

/** Whether two lists of steps have the same groups and edges. A step that is the same object costs no comparison, and of thousands few are others. */
export function isSameShape(some: readonly GroupedStep[], others: readonly GroupedStep[]): boolean {
  return (
    some.length === others.length &&
    some.every((step, index) => {
      const other = others[index]
      if (step === other) return true
      return (
        other !== undefined &&
        step.name === other.name &&
        areGroupedAlike(step, other) &&
        areEqual(step.parents, other.parents) &&
        referAlike(step, other)
      )
    })
  )
}

function areEqual(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((name, index) => name === others[index])
}

function areGroupedAlike(some: GroupedStep, other: GroupedStep): boolean {
  return some.stage === other.stage && some.function === other.function && some.group === other.group
}

function referAlike({ references: some }: Step, { references: others }: Step): boolean {
  return some === others || JSON.stringify(some) === JSON.stringify(others)
}

export function stepsIn(shape: string): Step[] {
  type Stored = [name: string, parents: readonly string[], references?: Step['references']]
  return (JSON.parse(shape) as Stored[]).map(([name, parents, references]) => ({
    name,
    parents,
    ...(references === undefined ? {} : { references }),
  }))
}

/** Steps in the order in which a graph that was laid out before has them, without those that are no longer there. */
export function inOrderOf<Shown>(shape: string, steps: readonly Shown[], nameOf: (step: Shown) => string): (Shown | undefined)[] {
  const byName = new Map(steps.map((step) => [nameOf(step), step]))
  return stepsIn(shape).map(({ name }) => byName.get(name))
}
