import type { StepView } from '@clearway/contract'
import { useMemo } from 'react'
import { useDerived, useKept } from '../../ui/use-kept.ts'
import { isSameShape } from '../shape.ts'
import { type FoldChoice, isGroupFolded } from './fold-choice.ts'
import { foldGraph } from './fold-graph.ts'
import { type ShownSteps, shownSteps } from './folded-step.ts'
import { groupsOf } from './groups.ts'

interface Source {
  readonly steps: readonly StepView[]
  /** Mapped steps, by their names. */
  readonly mapped: ReadonlyMap<string, StepView>
}

/** The graph of a run with its groups folded or open, and what its boxes show. Of a step that changes, the graph stays the same object. */
export function useFoldedGraph(steps: readonly StepView[], mapped: Source['mapped'], given: FoldChoice): ShownSteps {
  const source = useKept(
    useMemo(() => ({ steps, mapped }), [steps, mapped]),
    isAlike,
  )
  const choice = useKept(given, areSameChoices)
  const groups = useMemo(() => groupsOf(source.steps), [source])
  const graph = useMemo(
    () => foldGraph({ ...source, groups }, (group) => isGroupFolded(choice, group, source.steps.length)),
    [source, groups, choice],
  )
  return useDerived(
    useMemo(() => ({ graph, steps }), [graph, steps]),
    shownSteps,
  )
}

/** Whether runs have the same groups and edges. */
function isAlike(some: Source, others: Source): boolean {
  if (!isSameShape(some.steps, others.steps)) return false
  return some.mapped === others.mapped || isSameShape([...some.mapped.values()], [...others.mapped.values()])
}

function areSameChoices(some: FoldChoice, others: FoldChoice): boolean {
  return JSON.stringify([some.open, some.folded]) === JSON.stringify([others.open, others.folded])
}
