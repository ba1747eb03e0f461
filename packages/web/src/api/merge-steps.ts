import type { StepView } from '@clearway/contract'

/** The steps of a run as far as they are known. */
export interface KnownSteps {
  readonly steps: readonly StepView[]
  /** Where each step is among them, by its name. */
  readonly places: ReadonlyMap<string, number>
  /** The names of the changes of their tasks. */
  readonly reads: ReadonlySet<string>
}

/** What a server says has changed of steps. */
export interface ChangedSteps {
  /** Whether all that was known is void. */
  readonly fresh: boolean
  readonly steps: readonly StepView[]
  readonly removed: readonly string[]
}

export const noSteps: KnownSteps = { steps: [], places: new Map(), reads: new Set() }

/** Puts changes into the known steps. It takes as long as the changes do, besides a copy of the list: a run may have thousands of steps, of which one changes. */
export function mergeSteps(known: KnownSteps, { fresh, steps: changed, removed }: ChangedSteps): KnownSteps {
  if (fresh) return mergeSteps(noSteps, { fresh: false, steps: changed, removed })
  const steps = [...known.steps]
  const added = new Map<string, StepView>()
  let { places, reads } = known
  for (const step of changed) {
    const at = places.get(step.name)
    if (at === undefined) added.set(step.name, step)
    else steps[at] = step
  }
  if (added.size > 0) {
    places = new Map([...places, ...[...added.keys()].map((name, index) => [name, steps.length + index] as const)])
    steps.push(...added.values())
  }
  const tasks = changed.flatMap(({ task }) => (task ? [`task:${task}`] : []))
  if (tasks.some((name) => !reads.has(name))) reads = new Set([...reads, ...tasks])
  if (removed.length === 0) return { steps, places, reads }
  const gone = new Set(removed)
  return mergeSteps(noSteps, { fresh: false, steps: steps.filter(({ name }) => !gone.has(name)), removed: [] })
}
