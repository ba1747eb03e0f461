import type { StepView } from '@clearway/contract'

type Step = Pick<StepView, 'name' | 'parents'>

/** What of steps decides on their places, as one text: two texts are equal if the graphs are. */
export function shapeOf(steps: readonly Step[]): string {
  return JSON.stringify(steps.map(({ name, parents }) => [name, parents]))
}

export function stepsIn(shape: string): Step[] {
  return (JSON.parse(shape) as [string, string[]][]).map(([name, parents]) => ({ name, parents }))
}

/** Steps in the order in which a graph that was laid out before has them, without those that are no longer there. */
export function inOrderOf<Named extends { readonly name: string }>(shape: string, steps: readonly Named[]): (Named | undefined)[] {
  const byName = new Map(steps.map((step) => [step.name, step]))
  return stepsIn(shape).map(({ name }) => byName.get(name))
}
