import type { StepView } from '@clearway/contract'
import type { RetryMark, RetryMarks } from '../../ui/retry-marks.ts'
import type { FoldedGraph } from './fold-graph.ts'
import type { StepGroup } from './groups.ts'

type State = StepView['status']

/** A box that stands for several steps. */
export interface FoldedSteps {
  readonly id: string
  readonly group: StepGroup
  /** What people call it. */
  readonly name: string
  /** The state that matters most. */
  readonly status: State
  /** How many steps are in each state, that which matters most first, without states that no step is in. */
  readonly counts: readonly (readonly [state: State, count: number])[]
  readonly total: number
  /** How many are completed or came from the cache. */
  readonly done: number
  readonly steps: readonly StepView[]
  readonly names: ReadonlySet<string>
  /** The first step that failed or was aborted. */
  readonly failed: string | undefined
}

/** What a box of the graph shows. */
export type Shown = StepView | FoldedSteps

/** What matters most comes first. */
const byWeight = ['failed', 'aborted', 'running', 'queued', 'pending', 'completed', 'cached', 'skipped'] as const satisfies readonly State[]

export function isFolded(shown: Shown): shown is FoldedSteps {
  return 'counts' in shown
}

export function idOf(shown: Shown): string {
  return isFolded(shown) ? shown.id : shown.name
}

/** Whether a box is that of a step, or holds it. */
export function isOf(shown: Shown, step: string | undefined): boolean {
  return step !== undefined && (isFolded(shown) ? shown.names.has(step) : shown.name === step)
}

/** Whether a box is not dimmed: that of a step that is wanted, or one that holds such a step. `isWanted`: undefined if all steps are. */
export function isAnyWanted(shown: Shown, isWanted: ((step: StepView) => boolean) | undefined): boolean {
  if (isWanted === undefined) return true
  return isFolded(shown) ? shown.steps.some(isWanted) : isWanted(shown)
}

/** What a retry would do to the step of a box; of several steps, running comes before staying. */
export function markOf(shown: Shown, marks: RetryMarks): RetryMark | undefined {
  if (!isFolded(shown)) return marks.get(shown.name)
  if (marks.size === 0) return undefined
  const found = new Set(shown.steps.map(({ name }) => marks.get(name)))
  return (['again', 'first', 'kept'] as const).find((mark) => found.has(mark))
}

/** What a folded group shows of its steps. */
export function foldedSteps(id: string, group: StepGroup, steps: readonly StepView[]): FoldedSteps {
  const count = new Map<State, number>()
  for (const { status } of steps) count.set(status, (count.get(status) ?? 0) + 1)
  const counts = byWeight.flatMap((state) => (count.has(state) ? [[state, count.get(state) ?? 0] as const] : []))
  return {
    id,
    group,
    name: group.kind === 'map' ? `${group.label} × ${steps.length.toLocaleString('en')}` : group.label,
    status: counts[0]?.[0] ?? 'pending',
    counts,
    total: steps.length,
    done: (count.get('completed') ?? 0) + (count.get('cached') ?? 0),
    steps,
    names: new Set(steps.map(({ name }) => name)),
    failed: steps.find(({ status }) => status === 'failed' || status === 'aborted')?.name,
  }
}

interface Source {
  readonly graph: FoldedGraph
  readonly steps: readonly StepView[]
}

export interface ShownSteps extends Source {
  /** At the indexes of the nodes of the graph. */
  readonly shown: readonly Shown[]
}

/** What the boxes of a graph show. What shows nothing of a step that has changed stays the same object. */
export function shownSteps({ graph, steps }: Source, before?: ShownSteps): ShownSteps {
  const isKnown = before?.graph === graph
  const shown = graph.nodes.flatMap(({ name, shows }, at): Shown | readonly Shown[] => {
    if (typeof shows === 'number') return steps[shows] ?? []
    const old = isKnown && shows.members.every((index) => before.steps[index] === steps[index]) ? before.shown[at] : undefined
    return (
      old ??
      foldedSteps(
        name,
        shows,
        shows.members.flatMap((index) => steps[index] ?? []),
      )
    )
  })
  return { graph, steps, shown }
}
