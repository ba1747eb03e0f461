import type { StepView } from '@clearway/contract'

type Step = Pick<StepView, 'name' | 'parents' | 'references'>

/** What of steps decides on their places and edges, as one text: two texts are equal if the graphs are. */
export function shapeOf(steps: readonly Step[]): string {
  return JSON.stringify(
    steps.map(({ name, parents, references }) => (references === undefined ? [name, parents] : [name, parents, references])),
  )
}

/** Whether two lists of steps have the same places and edges. A step that is the same object costs no comparison, and of thousands few are others. */
export function isSameShape(some: readonly Step[], others: readonly Step[]): boolean {
  return (
    some.length === others.length &&
    some.every((step, index) => {
      const other = others[index]
      if (step === other) return true
      return other !== undefined && step.name === other.name && areEqual(step.parents, other.parents) && referAlike(step, other)
    })
  )
}

function areEqual(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((name, index) => name === others[index])
}

function referAlike({ references: some }: Step, { references: others }: Step): boolean {
  return some === others || JSON.stringify(some) === JSON.stringify(others)
}

export function stepsIn(shape: string): Step[] {
  type Stored = [name: string, parents: string[], references?: Step['references']]
  return (JSON.parse(shape) as Stored[]).map(([name, parents, references]) => ({
    name,
    parents,
    ...(references === undefined ? {} : { references }),
  }))
}

/** Steps in the order in which a graph that was laid out before has them, without those that are no longer there. */
export function inOrderOf<Named extends { readonly name: string }>(shape: string, steps: readonly Named[]): (Named | undefined)[] {
  const byName = new Map(steps.map((step) => [step.name, step]))
  return stepsIn(shape).map(({ name }) => byName.get(name))
}
