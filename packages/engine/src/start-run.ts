import { checkDag } from './dag.ts'
import type { StepDefinition } from './definition.ts'
import { closeTransition, openTransition, writeStep } from './transition.ts'
import type { Reduction } from './transition.ts'
import type { RunEventOf } from './events.ts'
import { graphOf } from './graph.ts'
import { begin } from './lifecycle.ts'
import { RefusedEvent } from './refused-event.ts'
import type { RunState, StepState } from './run-state.ts'

/** Begins a run, and its steps without parents. The same event again changes nothing. */
export function startRun(state: RunState, event: RunEventOf<'run_started'>): Reduction {
  const { run, definition, dynamic = false, at } = event
  if (state.status !== 'new') {
    if (state.run === run) return { state, commands: [], changedSteps: [] }
    throw new RefusedEvent('another_run', `This is run '${state.run}', not '${run}'.`)
  }
  const faults = checkDag(definition)
  if (faults.length > 0) throw new RefusedEvent('bad_definition', `Pipeline '${definition.name}' cannot run.`, faults)

  const transition = openTransition(state, at)
  const { steps, ...pipeline } = definition
  const stepCount = Object.keys(steps).length
  transition.head = {
    ...transition.head,
    run,
    pipeline,
    status: 'running',
    open: dynamic,
    ...(dynamic ? { dynamic } : {}),
    stepCount,
    ...(at === undefined ? {} : { startedAt: at, limitedFrom: at }),
  }
  const graph = graphOf(definition)
  for (const [index, name] of Object.keys(steps).entries()) writeStep(transition, freshStep(definition.steps[name], index, graph, name))
  for (const fresh of transition.changed.values()) if (fresh.unfinishedParents === 0) begin(transition, fresh)
  return closeTransition(transition)
}

function freshStep(definition: StepDefinition | undefined, index: number, graph: ReturnType<typeof graphOf>, name: string): StepState {
  if (definition === undefined) throw new RefusedEvent('unknown_step', `Step '${name}' has no definition.`)
  const parents = graph.parents.get(name) ?? []
  const children = graph.children.get(name) ?? []
  return { definition, index, parents, children, unfinishedParents: parents.length, status: 'pending', phase: 'waiting', attempt: 0 }
}
