import { checkDag, checkStep } from './dag.ts'
import type { StepDefinition } from './definition.ts'
import { closeDraft, openDraft, readStep, writeStep } from './draft.ts'
import type { Draft, Reduction } from './draft.ts'
import type { RunEvent } from './events.ts'
import { allParents, graphOf } from './graph.ts'
import { sameJson } from './json.ts'
import { addStep, begin, conclude, concludeGroup, halt, launched, launchNext, prepare, settle } from './lifecycle.ts'
import { observeStatus } from './observe.ts'
import { keepCalled, leaveUncalled, renewCalled } from './recalls.ts'
import { pipelineWord } from './reference.ts'
import type { KnownNames } from './reference.ts'
import { changeParameters, pause, resume } from './pause.ts'
import { RefusedEvent } from './refused-event.ts'
import { retrySteps } from './retry-steps.ts'
import { isEnded, newRun } from './run-state.ts'
import type { RunState, StepState } from './run-state.ts'

type Event<Type extends RunEvent['type']> = RunEvent & { readonly type: Type }

/**
 * Applies one event: gives the next state, and the commands that the host has to carry out because of it. The given state is not changed. An
 * event that changes nothing gives the very same state; an event that contradicts the run throws `RefusedEvent`.
 */
export function step(state: RunState, event: RunEvent): Reduction {
  if (event.type === 'run_started') return startRun(state, event)
  if (state.status === 'new') throw new RefusedEvent('not_started', `'${event.type}' came before 'run_started'.`)
  const draft = openDraft(state, event.at)
  const headBefore = draft.head
  apply(draft, event)
  if (draft.changed.size === 0 && draft.head === headBefore) return { state, commands: [], changedSteps: [] }
  return closeDraft(draft)
}

/** The state that a history leads to. */
export function replay(events: Iterable<RunEvent>, from: RunState = newRun): RunState {
  let state = from
  for (const event of events) state = step(state, event).state
  return state
}

function startRun(state: RunState, event: Event<'run_started'>): Reduction {
  const { run, definition, dynamic = false, at } = event
  if (state.status !== 'new') {
    if (state.run === run) return { state, commands: [], changedSteps: [] }
    throw new RefusedEvent('another_run', `This is run '${state.run}', not '${run}'.`)
  }
  const faults = checkDag(definition)
  if (faults.length > 0) throw new RefusedEvent('bad_definition', `Pipeline '${definition.name}' cannot run.`, faults)

  const draft = openDraft(state, at)
  const { steps, ...pipeline } = definition
  const stepCount = Object.keys(steps).length
  draft.head = {
    ...draft.head,
    run,
    pipeline,
    status: 'running',
    open: dynamic,
    ...(dynamic ? { dynamic } : {}),
    stepCount,
    ...(at === undefined ? {} : { startedAt: at, limitedFrom: at }),
  }
  const graph = graphOf(definition)
  for (const [index, name] of Object.keys(steps).entries()) writeStep(draft, freshStep(definition.steps[name], index, graph, name))
  for (const fresh of draft.changed.values()) if (fresh.unfinishedParents === 0) begin(draft, fresh)
  return closeDraft(draft)
}

function freshStep(definition: StepDefinition | undefined, index: number, graph: ReturnType<typeof graphOf>, name: string): StepState {
  if (definition === undefined) throw new RefusedEvent('unknown_step', `Step '${name}' has no definition.`)
  const parents = graph.parents.get(name) ?? []
  const children = graph.children.get(name) ?? []
  return { definition, index, parents, children, unfinishedParents: parents.length, status: 'pending', phase: 'waiting', attempt: 0 }
}

function apply(draft: Draft, event: Exclude<RunEvent, { type: 'run_started' }>): void {
  switch (event.type) {
    case 'step_added':
      return admit(draft, event.definition)
    case 'step_recalled':
      return recall(draft, event.definition)
    case 'step_expanded':
      return expand(draft, event)
    case 'steps_closed':
      return closeSteps(draft, event)
    case 'stop_requested':
      return requestStop(draft, event)
    case 'run_timed_out':
      return timeOut(draft, event)
    case 'paused':
      return pause(draft, event)
    case 'resumed':
      return resume(draft)
    case 'parameters_changed':
      return changeParameters(draft, event)
    case 'steps_retried':
      return retrySteps(draft, event)
    case 'step_status':
      return observeStatus(draft, known(draft, event.step), event)
    case 'pre_execute_decided':
      return decidePreExecute(draft, known(draft, event.step), event)
    case 'step_cached': {
      const { cacheMiss: _, ...cached } = known(draft, event.step)
      if (cached.phase === 'caching')
        conclude(draft, { ...cached, task: event.task, ...(cached.attempt > 0 ? { needsNewTask: true } : {}) }, 'cached')
      return
    }
    case 'cache_missed': {
      const missed = known(draft, event.step)
      if (missed.phase === 'caching') launchNext(draft, event.reason === undefined ? missed : { ...missed, cacheMiss: event.reason })
      return
    }
    case 'step_launched': {
      const { step: name, attempt, task } = event
      const launching = known(draft, name)
      if (launching.phase === 'launching' && launching.attempt === attempt) writeStep(draft, launched(launching, task))
      return
    }
    case 'launch_failed': {
      const failed = known(draft, event.step)
      const hasNoTask = ['deciding', 'caching', 'expanding', 'launching'].includes(failed.phase)
      if (hasNoTask) conclude(draft, failed, 'failed', event.reason)
      return
    }
    case 'step_timed_out': {
      const late = known(draft, event.step)
      if (late.phase !== 'launched' || late.attempt !== event.attempt || late.stopping !== undefined) return
      writeStep(draft, { ...late, stopping: event.reason ?? `ran longer than ${late.definition.timeoutSeconds ?? 0} s` })
      return
    }
    case 'retry_decided': {
      const failed = known(draft, event.step)
      if (failed.phase !== 'retrying' || failed.attempt !== event.attempt) return
      if (event.retry) launchNext(draft, failed)
      else conclude(draft, failed, 'failed', failed.reason)
      return
    }
    case 'post_execute_done': {
      const ended = known(draft, event.step)
      if (ended.phase !== 'posting') return
      if (event.error === undefined) settle(draft, ended, ended.outcome ?? 'completed', ended.reason)
      else settle(draft, ended, 'failed', event.error)
      return
    }
  }
}

function known(draft: Draft, name: string): StepState {
  const found = readStep(draft, name)
  if (found === undefined) throw new RefusedEvent('unknown_step', `This run has no step '${name}'.`)
  return found
}

function decidePreExecute(draft: Draft, asked: StepState, event: Event<'pre_execute_decided'>): void {
  if (asked.phase !== 'deciding') return
  if (event.decision === 'skip') settle(draft, asked, 'skipped', 'the pre-execute callback skipped it')
  else prepare(draft, event.parameters === undefined ? asked : { ...asked, parameters: event.parameters })
}

function requestStop(draft: Draft, event: Event<'stop_requested'>): void {
  if (isEnded(draft.base) || draft.head.stopRequested !== undefined) return
  draft.head = { ...draft.head, stopRequested: event.reason }
  if (draft.head.status === 'running') halt(draft, event.reason)
}

function timeOut(draft: Draft, { reason }: Event<'run_timed_out'>): void {
  if (draft.head.status !== 'running') return
  const failure = reason ?? `the run took longer than its time limit of ${draft.head.pipeline.timeLimitSeconds ?? 0} s`
  draft.head = { ...draft.head, failure }
  halt(draft, failure)
}

function closeSteps(draft: Draft, event: Event<'steps_closed'>): void {
  if (!draft.head.open) return
  draft.head = { ...draft.head, open: false }
  leaveUncalled(draft, event.uncalled)
  if (event.failure === undefined) return
  draft.head = { ...draft.head, failure: draft.head.failure ?? event.failure }
  if (draft.head.pipeline.abortOnFailure === true && draft.head.status === 'running') halt(draft, event.failure)
}

function expand(draft: Draft, event: Event<'step_expanded'>): void {
  const group = known(draft, event.step)
  if (group.phase !== 'expanding') return
  const count = event.into.length
  const { formerMembers = [], ...rest } = group
  const expanded: StepState = {
    ...rest,
    status: 'running',
    phase: 'expanded',
    members: { count, left: count, failed: 0, aborted: 0, skipped: 0 },
  }
  writeStep(draft, expanded)
  for (const definition of event.into) insert(draft, definition, event.step)
  for (const name of formerMembers) leaveOut(draft, name, event.step)
  if (count === 0) concludeGroup(draft, expanded)
}

/** Skips a former member that its mapped step has not become again. */
function leaveOut(draft: Draft, name: string, group: string): void {
  const member = readStep(draft, name)
  if (member?.awaitsExpansion !== true) return
  settle(draft, member, 'skipped', `'${group}' became fewer steps`)
}

function admit(draft: Draft, definition: StepDefinition): void {
  const existing = readStep(draft, definition.name)
  if (existing !== undefined && existing.awaitsCall !== true && sameJson(existing.definition, definition)) return
  if (isEnded(draft.base)) throw new RefusedEvent('run_ended', `Step '${definition.name}' came after the run had ended.`)
  insert(draft, definition)
}

function recall(draft: Draft, definition: StepDefinition): void {
  const kept = readStep(draft, definition.name)
  // It has begun anew meanwhile, or was called already.
  if (kept?.calledBeforeRetry !== true) return admit(draft, definition)
  // A run that is being stopped, or has ended, begins nothing anew: the step stays as it ended.
  if (draft.head.status !== 'running') return
  if (sameJson(kept.definition, definition)) return keepCalled(draft, kept)
  renewCalled(draft, kept)
  insert(draft, definition)
}

function insert(draft: Draft, definition: StepDefinition, group?: string): void {
  const { name } = definition
  const names: KnownNames = {
    hasStep: (other) => other !== name && readStep(draft, other) !== undefined,
    hasParameter: (other) => Object.hasOwn(draft.head.pipeline.parameters, other),
  }
  const faults = checkStep(definition, names)
  const existing = readStep(draft, name)
  const isFormerMember = group !== undefined && existing?.awaitsExpansion === true && existing.group === group
  const isCalledAgain = group === undefined && existing?.awaitsCall === true
  const former = isFormerMember || isCalledAgain ? existing : undefined
  const isTaken = existing !== former
  if (isTaken || faults.length > 0 || name.trim() === '' || name === pipelineWord) {
    const why = isTaken ? ` Another step has that name.` : ''
    throw new RefusedEvent('bad_definition', `Step '${name}' cannot be added.${why}`, faults)
  }
  const parents = allParents(definition, names)
  // Anything else could wait for the expanded step, which waits for its members.
  const outsider = group === undefined ? undefined : parents.find((parent) => !mayPrecedeMember(draft, parent, group))
  if (outsider !== undefined) {
    throw new RefusedEvent(
      'bad_definition',
      `Step '${name}' of '${group}' cannot wait for '${outsider}', which is neither done nor of '${group}'.`,
    )
  }
  addStep(draft, definition, parents, { group, former })
}

function mayPrecedeMember(draft: Draft, parent: string, group: string): boolean {
  const found = readStep(draft, parent)
  return found?.phase === 'done' || found?.group === group
}
