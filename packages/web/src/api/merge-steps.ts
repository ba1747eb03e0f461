import type { StepView } from '@clearway/contract'

/** The steps of a run as far as they are known. */
export interface KnownSteps {
  /** The steps that have tasks or may get some. */
  readonly steps: readonly StepView[]
  /** Where each step is among them, by its name. */
  readonly places: ReadonlyMap<string, number>
  /** Mapped steps, by their names: in their place are those that they became. */
  readonly mapped: ReadonlyMap<string, StepView>
  /** The names of the changes of their tasks. */
  readonly reads: ReadonlySet<string>
}

/** The changes of steps, as the server reports them. */
export interface ChangedSteps {
  /** Whether these are all steps, and those that were known before no longer count. */
  readonly fresh: boolean
  readonly steps: readonly StepView[]
}

export const noSteps: KnownSteps = { steps: [], places: new Map(), mapped: new Map(), reads: new Set() }

/** Puts changes into the known steps. It takes as long as the changes do, besides a copy of the list: a run may have thousands of steps, of which one changes. */
export function mergeSteps(known: KnownSteps, { fresh, steps: changed }: ChangedSteps): KnownSteps {
  if (fresh) return mergeSteps(noSteps, { fresh: false, steps: changed })
  const mapped = mergeMapped(known.mapped, changed)
  const steps = [...known.steps]
  const added = new Map<string, StepView>()
  let { places, reads } = known
  for (const step of changed) {
    if (mapped.has(step.name)) continue
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
  if (!changed.some(({ name }) => mapped.has(name) && places.has(name))) return { steps, places, mapped, reads }
  const left = steps.filter(({ name }) => !mapped.has(name))
  return { steps: left, places: new Map(left.map(({ name }, index) => [name, index])), mapped, reads }
}

function mergeMapped(known: KnownSteps['mapped'], changed: readonly StepView[]): KnownSteps['mapped'] {
  if (!changed.some(({ name, members = 0 }) => members > 0 || known.has(name))) return known
  const mapped = new Map(known)
  for (const step of changed)
    if ((step.members ?? 0) > 0) mapped.set(step.name, step)
    else mapped.delete(step.name)
  return mapped
}
