import type { StepDefinition } from './definition.ts'
import { allNames, readStep, writeStep } from './transition.ts'
import type { Transition } from './transition.ts'
import { afterFailedAttempt, consequencesOf, failureText, outcomeOfGroup } from './failure-rules.ts'
import { isBarredBy, mayJoin } from './join.ts'
import { sameJson } from './json.ts'
import { getEntry } from './persistent-map.ts'
import type { StepOutcome, StepState } from './run-state.ts'

export interface AddedStep {
  /** The mapped step that it comes from. */
  readonly group?: string | undefined
  /** The step that it was before it, or its mapped step, was retried. */
  readonly former?: StepState | undefined
}

/** Adds a step, whose parents exist, to the run, and starts it if it waits for none of them. */
export function addStep(
  transition: Transition,
  definition: StepDefinition,
  parents: readonly string[],
  { group, former }: AddedStep = {},
): void {
  const { name } = definition
  let unfinishedParents = 0
  let isBarred = transition.head.status === 'stopping'
  for (const parentName of parents) {
    const parent = readStep(transition, parentName)
    if (parent === undefined) continue
    if (parent.phase === 'done') isBarred ||= isBarredBy(definition.join, parent)
    else {
      unfinishedParents += 1
      if (!parent.children.includes(name)) writeStep(transition, { ...parent, children: [...parent.children, name] })
    }
  }
  for (const gone of former?.parents ?? []) if (!parents.includes(gone)) removeChild(transition, gone, name)
  const step: StepState = {
    definition,
    index: transition.head.stepCount,
    children: [],
    attempt: 0,
    ...(former === undefined ? {} : carriedOver(former, definition)),
    parents,
    unfinishedParents,
    status: 'pending',
    phase: 'waiting',
    ...(group === undefined ? {} : { group }),
  }
  if (former === undefined) transition.head = { ...transition.head, stepCount: transition.head.stepCount + 1 }
  writeStep(transition, step)
  if (isBarred) settle(transition, step, 'skipped')
  else if (unfinishedParents === 0) beginOrSkip(transition, step)
}

/** What stays of a step that is added again. A task that ran with other inputs or other code is not run again. */
function carriedOver(step: StepState, definition: StepDefinition): Omit<StepState, 'definition'> {
  const { awaits: _, definition: before, ...former } = step
  return former.attempt > 0 && !sameJson(before, definition) ? { ...former, needsNewTask: true } : former
}

function removeChild(transition: Transition, parentName: string, child: string): void {
  const parent = readStep(transition, parentName)
  if (parent !== undefined) writeStep(transition, { ...parent, children: parent.children.filter((name) => name !== child) })
}

/** Starts or skips a step whose parents are all done. */
export function beginOrSkip(transition: Transition, step: StepState): void {
  if (mayBegin(transition, step)) begin(transition, step)
  else settle(transition, step, 'skipped')
}

function mayBegin(transition: Transition, { definition, parents }: StepState): boolean {
  if (transition.head.status === 'stopping') return false
  return mayJoin(
    definition.join,
    parents.flatMap((name) => readStep(transition, name) ?? []),
  )
}

/** Starts a step: with the pre-execute callback, if it has one. */
export function begin(transition: Transition, step: StepState): void {
  if (transition.head.paused !== undefined) hold(transition, step, 'begin')
  else if (step.definition.hasPreExecute) writeStep(transition, { ...step, phase: 'deciding' })
  else prepare(transition, step)
}

/** Continues a step that the pre-execute callback lets run, or that has no such callback. */
export function prepare(transition: Transition, step: StepState): void {
  if (transition.head.paused !== undefined) hold(transition, step, 'prepare')
  else if (step.definition.mapOver !== undefined) writeStep(transition, { ...step, phase: 'expanding' })
  else if (step.definition.cacheExecuted) writeStep(transition, { ...step, phase: 'caching' })
  else launchNext(transition, step)
}

/** Starts the next attempt of a step. */
export function launchNext(transition: Transition, step: StepState): void {
  if (transition.head.paused !== undefined) return hold(transition, step, 'launch')
  const { task: _task, stopping: _, startedAt: _started, endedAt: _ended, reason: _reason, ...rest } = step
  const earlierTries = earlierTriesOf(step)
  writeStep(transition, {
    ...rest,
    ...(earlierTries === undefined ? {} : { earlierTries }),
    status: 'queued',
    phase: 'launching',
    attempt: step.attempt + 1,
  })
}

/** A step whose launch gave it a task, which further attempts run again. */
export function launched({ needsNewTask: _, ...step }: StepState, task: string): StepState {
  return { ...step, phase: 'launched', task }
}

/** The executions that a step had before the next one. */
export function earlierTriesOf({ task, status, reason, startedAt, endedAt, earlierTries }: StepState): StepState['earlierTries'] {
  if (task === undefined) return earlierTries
  const last = {
    task,
    status,
    ...(reason === undefined || reason === '' ? {} : { reason }),
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(endedAt === undefined ? {} : { endedAt }),
  }
  return [...(earlierTries ?? []), last]
}

function hold(transition: Transition, step: StepState, heldBefore: NonNullable<StepState['heldBefore']>): void {
  writeStep(transition, { ...step, phase: 'held', heldBefore })
}

/** Continues a step that a pause held. */
export function release(transition: Transition, { heldBefore, ...step }: StepState): void {
  if (heldBefore === 'begin') begin(transition, step)
  else if (heldBefore === 'prepare') prepare(transition, step)
  else launchNext(transition, step)
}

/** Handles a failed attempt: another attempt, the retry callback, or the end of the step. A run that is being stopped retries nothing. */
export function failAttempt(transition: Transition, step: StepState, reason: string): void {
  const next =
    transition.head.status === 'stopping' ? 'final' : afterFailedAttempt(step.definition, step.attempt - (step.earlierAttempts ?? 0))
  const failed: StepState = { ...step, status: 'failed', reason, ...(transition.at === undefined ? {} : { endedAt: transition.at }) }
  if (next === 'retry') launchNext(transition, failed)
  else if (next === 'ask') writeStep(transition, { ...failed, phase: 'retrying' })
  else conclude(transition, step, 'failed', reason)
}

/** Ends a step with a known outcome, after its post-execute callback if it has one. */
export function conclude(transition: Transition, step: StepState, outcome: StepOutcome, reason?: string): void {
  if (!step.definition.hasPostExecute || outcome === 'skipped' || transition.head.status === 'stopping')
    settle(transition, step, outcome, reason)
  else writeStep(transition, { ...withReason(step, reason), status: outcome, phase: 'posting', outcome })
}

/** Ends a step for good, and starts or skips the steps below it accordingly. */
export function settle(transition: Transition, step: StepState, outcome: StepOutcome, reason?: string): void {
  const { stopping: _, outcome: _outcome, heldBefore: _held, awaits, ...rest } = withReason(step, reason)
  const done: StepState = {
    ...rest,
    // A former member can still become a step again; the wait for a call is over.
    ...(awaits === 'expansion' ? { awaits } : {}),
    status: outcome,
    phase: 'done',
    ...(transition.at === undefined ? {} : { endedAt: transition.at }),
  }
  writeStep(transition, done)

  const { failsRun } = consequencesOf(step.definition, outcome)
  if (failsRun && transition.head.failure === undefined) {
    transition.head = { ...transition.head, failure: failureText(done) }
  }
  // Before the children are updated, so that none is started only to be stopped.
  if (failsRun && transition.head.pipeline.abortOnFailure === true && transition.head.status === 'running') {
    halt(transition, `Step '${step.definition.name}' ${outcome}`)
  }
  updateBelow(transition, done)
  if (step.group !== undefined && awaits !== 'expansion') updateGroup(transition, step.group, outcome)
}

/** Stops the run: steps without a task are skipped, tasks are stopped, and the run ends when the last of them has ended. */
export function halt(transition: Transition, reason: string): void {
  const { paused: _, ...head } = transition.head
  transition.head = { ...head, status: 'stopping' }
  for (const name of allNames(transition)) {
    const step = readStep(transition, name)
    if (step !== undefined) haltStep(transition, step, reason)
  }
}

/** Stops a step: its task is stopped if it has one, else it is skipped. */
export function haltStep(transition: Transition, step: StepState, reason: string): void {
  switch (step.phase) {
    case 'waiting':
    case 'deciding':
    case 'caching':
    case 'expanding':
      return settle(transition, step, 'skipped')
    case 'held':
      return settle(transition, step, step.status === 'failed' ? 'failed' : 'skipped', step.reason)
    case 'launching':
      // A launch that was commanded may have happened although it is not confirmed: its task is stopped once it is known.
      if (isCommanded(transition, step)) return markStopping(transition, step, reason)
      return settle(transition, step, 'skipped')
    case 'launched':
      return markStopping(transition, step, reason)
    case 'retrying':
      return settle(transition, step, 'failed', step.reason)
    case 'posting':
      return settle(transition, step, step.outcome ?? 'aborted', step.reason)
    case 'expanded':
    case 'done':
      return
  }
}

function markStopping(transition: Transition, step: StepState, reason: string): void {
  if (step.stopping === undefined) writeStep(transition, { ...step, stopping: reason })
}

/** Whether the host was given the command of this launch; not if the current event started it. */
function isCommanded(transition: Transition, { definition, attempt }: StepState): boolean {
  const before = getEntry(transition.base.steps, definition.name)
  return before?.phase === 'launching' && before.attempt === attempt
}

/**
 * Starts or skips the steps below a step that is done, and those below skipped ones in turn. Iterative, because a chain of 10,000 steps would
 * exhaust the call stack.
 */
function updateBelow(transition: Transition, done: StepState): void {
  const groups: string[] = []
  const ended = [done]
  for (const parent of ended) {
    if (parent.members === undefined) ended.push(...skipFormerMembers(transition, parent))
    for (const name of parent.children) {
      const child = readStep(transition, name)
      if (child?.phase !== 'waiting') continue
      const updated = { ...child, unfinishedParents: child.unfinishedParents - 1 }
      // What becomes of it is decided when the body calls it again, or when its mapped step expands again.
      if (child.awaits !== undefined) {
        writeStep(transition, updated)
        continue
      }
      const isJoinable = updated.unfinishedParents === 0
      if (isJoinable && mayBegin(transition, updated)) begin(transition, updated)
      else if (isJoinable || isBarredBy(child.definition.join, parent)) {
        const skipped: StepState = { ...updated, status: 'skipped', phase: 'done' }
        writeStep(transition, skipped)
        ended.push(skipped)
        if (child.group !== undefined) groups.push(child.group)
      } else writeStep(transition, updated)
    }
  }
  for (const group of groups) updateGroup(transition, group, 'skipped')
}

/** Skips the former members of a mapped step that has ended without becoming steps again. */
function skipFormerMembers(transition: Transition, { definition, formerMembers = [] }: StepState): StepState[] {
  return formerMembers.flatMap((name) => {
    const member = readStep(transition, name)
    if (member?.awaits !== 'expansion') return []
    const skipped: StepState = { ...member, status: 'skipped', phase: 'done', reason: `'${definition.name}' did not become steps again` }
    writeStep(transition, skipped)
    return [skipped]
  })
}

function updateGroup(transition: Transition, name: string, outcome: StepOutcome): void {
  const group = readStep(transition, name)
  if (group?.members === undefined || group.phase !== 'expanded') return
  const { members } = group
  const updated: StepState = {
    ...group,
    members: {
      ...members,
      left: members.left - 1,
      failed: members.failed + Number(outcome === 'failed'),
      aborted: members.aborted + Number(outcome === 'aborted'),
      skipped: members.skipped + Number(outcome === 'skipped'),
    },
  }
  writeStep(transition, updated)
  concludeGroup(transition, updated)
}

/** Ends an expanded step once its last member has ended. */
export function concludeGroup(transition: Transition, group: StepState): void {
  if (group.members === undefined || group.members.left > 0) return
  const outcome = outcomeOfGroup(group.members, transition.head.status === 'stopping')
  const { failed, aborted, count } = group.members
  conclude(
    transition,
    group,
    outcome,
    outcome === 'failed' || outcome === 'aborted' ? `${failed + aborted} of its ${count} steps did not complete` : undefined,
  )
}

function withReason(step: StepState, reason: string | undefined): StepState {
  return reason === undefined || reason === '' ? step : { ...step, reason }
}
