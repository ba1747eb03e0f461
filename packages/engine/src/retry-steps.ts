import { allNames, readStep, writeStep } from './transition.ts'
import type { Transition } from './transition.ts'
import type { RunEventOf } from './events.ts'
import { isBarredBy, mayJoin } from './join.ts'
import { beginOrSkip, settle } from './lifecycle.ts'
import { RefusedEvent } from './refused-event.ts'
import { renewalOf } from './renewal.ts'
import type { Renewal } from './renewal.ts'
import { countParents, failureLeft, isAtRest, renewed } from './renewed.ts'
import { isEnded } from './run-state.ts'
import type { Members, StepOutcome, StepState } from './run-state.ts'

type Steps = ReadonlyMap<string, StepState>
type BaseTasks = Readonly<Record<string, string>>

/** The step of a name that the run has. */
function knownStep(step: StepState | undefined, name: string): StepState {
  if (step === undefined) throw new Error(`The run has no step '${name}'.`)
  return step
}

function stepOf(transition: Transition, name: string): StepState {
  return knownStep(readStep(transition, name), name)
}

/** Begins steps anew, with all steps below them; a run that has ended goes on. */
export function retrySteps(transition: Transition, event: RunEventOf<'steps_retried'>): void {
  const { steps: named, baseTasks = {}, awaitCalls, recalls } = event
  const isOver = isEnded(transition.base)
  const mayRecall = recalls === true && transition.head.dynamic === true
  if (transition.head.status === 'stopping')
    throw new RefusedEvent('run_stopping', 'The run is being stopped: retry its steps once it has ended.')
  const goesOnAnyway = isOver && (transition.head.dynamic === true || transition.head.status !== 'completed')
  const isLeft = mayRecall && awaitCalls === true
  if (named.length === 0 && !goesOnAnyway && !isLeft) throw new RefusedEvent('nothing_to_retry', 'No step is to be retried.')
  const steps: Steps = new Map(allNames(transition).map((name) => [name, stepOf(transition, name)]))
  for (const name of [...named, ...Object.keys(baseTasks)])
    if (!steps.has(name)) throw new RefusedEvent('unknown_step', `This run has no step '${name}'.`)
  const renewal = renewalOf(steps, named)
  refuseLive(steps, renewal)
  for (const name of named) refuseBarred(steps, name, renewal)
  for (const name of named) refuseFormerMember(steps, name, renewal)

  for (const [name, step] of steps) {
    if (renewal.renewed.has(name)) writeStep(transition, { ...renew(step, renewal, baseTasks), ...awaitedCall(step) })
    else if (mayRecall && isCalled(step) && step.awaits !== 'call')
      writeStep(transition, { ...step, children: renewal.childrenOf.get(name) ?? [], calledBeforeRetry: true })
  }
  for (const name of renewal.reopened) reopen(transition, name, renewal.membersOf.get(name) ?? [])
  for (const name of renewal.renewed) countParents(transition, name)
  goOn(transition, isOver)
  // The body closes the run again.
  if (mayRecall) transition.head = { ...transition.head, open: true }
  for (const name of allNames(transition)) if (renewal.renewed.has(name)) start(transition, name)

  function isCalled({ definition, group }: StepState): boolean {
    return transition.head.dynamic === true && definition.function !== undefined && group === undefined
  }

  /** Set for a step that begins when the body, which starts anew, calls it again. */
  function awaitedCall(step: StepState): Pick<StepState, 'awaits'> {
    return isCalled(step) && (awaitCalls === true || recalls === true) ? { awaits: 'call' } : {}
  }
}

/** A step that runs, or waits for an answer of the host, cannot begin anew. */
function refuseLive(steps: Steps, { renewed }: Renewal): void {
  for (const name of renewed) {
    const step = knownStep(steps.get(name), name)
    if (!isAtRest(step)) throw new RefusedEvent('step_not_ended', `Step '${name}' has not ended: it can begin anew once it has.`)
  }
}

/** A step that would be skipped again, because of a step above it that is not retried. */
function refuseBarred(steps: Steps, name: string, { renewed }: Renewal): void {
  const { definition, parents, phase } = knownStep(steps.get(name), name)
  if (phase !== 'done') throw new RefusedEvent('step_not_ended', `Step '${name}' has not begun yet.`)
  const staying = parents.filter((parent) => !renewed.has(parent)).map((parent) => knownStep(steps.get(parent), parent))
  const barring = staying.find((parent) => isBarredBy(definition.join, parent))
  const isBarred = barring !== undefined || (staying.length === parents.length && !mayJoin(definition.join, staying))
  if (!isBarred) return
  const above = (barring ?? staying[0])?.definition.name ?? ''
  throw new RefusedEvent('parent_not_done', `Step '${name}' would be skipped again, because of '${above}': retry from '${above}'.`)
}

/** A former member that its mapped step did not become again can only come back by a further expansion. */
function refuseFormerMember(steps: Steps, name: string, { renewed }: Renewal): void {
  const { group, awaits } = knownStep(steps.get(name), name)
  if (group === undefined || awaits !== 'expansion' || renewed.has(group)) return
  throw new RefusedEvent('parent_not_done', `Step '${name}' is of '${group}', which did not become it again: retry from '${group}'.`)
}

/** A step as it was before it began. */
function renew(step: StepState, { renewed: all, membersOf, childrenOf }: Renewal, baseTasks: BaseTasks): StepState {
  const { definition, group } = step
  const formerMembers = membersOf.get(definition.name)
  return {
    ...renewed(step, baseTasks[definition.name] ?? (group === undefined ? undefined : baseTasks[group])),
    children: childrenOf.get(definition.name) ?? [],
    ...(group !== undefined && all.has(group) ? { awaits: 'expansion' as const } : {}),
    ...(formerMembers === undefined ? {} : { formerMembers }),
  }
}

/** Continues an expanded step whose members begin anew in part. */
function reopen(transition: Transition, name: string, memberNames: readonly string[]): void {
  const { endedAt: _, reason: _reason, outcome: _outcome, ...group } = stepOf(transition, name)
  const members = memberNames.map((member) => stepOf(transition, member)).filter(({ awaits }) => awaits !== 'expansion')
  const count = (status: StepOutcome): number => members.filter((member) => member.phase === 'done' && member.status === status).length
  const counts: Members = {
    count: members.length,
    left: members.filter(({ phase }) => phase !== 'done').length,
    failed: count('failed'),
    aborted: count('aborted'),
    skipped: count('skipped'),
  }
  writeStep(transition, { ...group, status: 'running', phase: 'expanded', members: counts })
}

function goOn(transition: Transition, isOver: boolean): void {
  const { failure: _, stopRequested: _stop, endedAt: _end, ...head } = transition.head
  const { paused: _paused, ...unpaused } = head
  transition.head = {
    ...(isOver ? { ...unpaused, status: 'running', open: head.dynamic === true } : head),
    ...failureLeft(transition),
    ...(transition.at === undefined ? {} : { limitedFrom: transition.at }),
  }
}

function start(transition: Transition, name: string): void {
  const step = stepOf(transition, name)
  if (step.phase !== 'waiting' || step.awaits !== undefined) return
  if (step.unfinishedParents === 0) beginOrSkip(transition, step)
  else if (step.parents.some((parent) => isBarredBy(step.definition.join, stepOf(transition, parent)))) settle(transition, step, 'skipped')
}
