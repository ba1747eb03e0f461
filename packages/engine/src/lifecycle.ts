import type { StepDefinition } from './definition.ts'
import { allNames, readStep, writeStep } from './draft.ts'
import type { Draft } from './draft.ts'
import { afterFailedAttempt, consequencesOf } from './failure-rules.ts'
import { getEntry } from './persistent-map.ts'
import type { Members, StepOutcome, StepState } from './run-state.ts'

/** Adds a step, whose parents exist, to the run, and starts it if it waits for none of them. */
export function addStep(draft: Draft, definition: StepDefinition, parents: readonly string[], group?: string): void {
  const { name } = definition
  let unfinishedParents = 0
  let isBarred = draft.head.status === 'stopping'
  for (const parentName of parents) {
    const parent = readStep(draft, parentName)
    if (parent === undefined) continue
    if (parent.phase === 'done') isBarred ||= !allowsChildren(parent)
    else {
      unfinishedParents += 1
      writeStep(draft, { ...parent, children: [...parent.children, name] })
    }
  }
  const step: StepState = {
    definition,
    index: draft.head.stepCount,
    parents,
    children: [],
    unfinishedParents,
    status: 'pending',
    phase: 'waiting',
    attempt: 0,
    ...(group === undefined ? {} : { group }),
  }
  draft.head = { ...draft.head, stepCount: draft.head.stepCount + 1 }
  writeStep(draft, step)
  if (isBarred) settle(draft, step, 'skipped')
  else if (unfinishedParents === 0) begin(draft, step)
}

/** Starts a step whose parents are all done: with the pre-execute callback, if it has one. */
export function begin(draft: Draft, step: StepState): void {
  if (step.definition.hasPreExecute) writeStep(draft, { ...step, phase: 'deciding' })
  else prepare(draft, step)
}

/** Continues a step that the pre-execute callback lets run, or that has no such callback. */
export function prepare(draft: Draft, step: StepState): void {
  if (step.definition.mapOver !== undefined) writeStep(draft, { ...step, phase: 'expanding' })
  else if (step.definition.cacheExecuted) writeStep(draft, { ...step, phase: 'caching' })
  else launchNext(draft, step)
}

/** Starts the next attempt of a step. */
export function launchNext(draft: Draft, step: StepState): void {
  const { task, stopping: _, startedAt: _started, reason: _reason, ...rest } = step
  const earlierTasks = task === undefined ? step.earlierTasks : [...(step.earlierTasks ?? []), task]
  writeStep(draft, {
    ...rest,
    ...(earlierTasks === undefined ? {} : { earlierTasks }),
    status: 'queued',
    phase: 'launching',
    attempt: step.attempt + 1,
  })
}

/** Handles a failed attempt: another attempt, the retry callback, or the end of the step. A run that is being stopped retries nothing. */
export function failAttempt(draft: Draft, step: StepState, reason: string): void {
  const next = draft.head.status === 'stopping' ? 'final' : afterFailedAttempt(step.definition, step.attempt)
  if (next === 'retry') launchNext(draft, step)
  else if (next === 'ask') writeStep(draft, { ...step, status: 'failed', phase: 'retrying', reason })
  else conclude(draft, step, 'failed', reason)
}

/** Ends a step with a known outcome, after its post-execute callback if it has one. */
export function conclude(draft: Draft, step: StepState, outcome: StepOutcome, reason?: string): void {
  if (!step.definition.hasPostExecute || outcome === 'skipped' || draft.head.status === 'stopping') settle(draft, step, outcome, reason)
  else writeStep(draft, { ...withReason(step, reason), status: outcome, phase: 'posting', outcome })
}

/** Ends a step for good, and starts or skips the steps below it accordingly. */
export function settle(draft: Draft, step: StepState, outcome: StepOutcome, reason?: string): void {
  const { stopping: _, outcome: _outcome, ...rest } = withReason(step, reason)
  const done: StepState = { ...rest, status: outcome, phase: 'done', ...(draft.at === undefined ? {} : { endedAt: draft.at }) }
  writeStep(draft, done)

  const { failsRun, childrenMayRun } = consequencesOf(step.definition, outcome)
  if (failsRun && draft.head.failure === undefined) {
    const { name } = step.definition
    draft.head = { ...draft.head, failure: `Step '${name}' ${outcome}${done.reason === undefined ? '' : `: ${done.reason}`}` }
  }
  // Before the children are updated, so that none is started only to be stopped.
  if (failsRun && draft.head.pipeline.abortOnFailure === true && draft.head.status === 'running') {
    halt(draft, `Step '${step.definition.name}' ${outcome}`)
  }
  if (childrenMayRun) updateChildren(draft, done)
  else skipBelow(draft, done)
  if (step.group !== undefined) updateGroup(draft, step.group, outcome)
}

/** Stops the run: steps without a task are skipped, tasks are stopped, and the run ends when the last of them has ended. */
export function halt(draft: Draft, reason: string): void {
  draft.head = { ...draft.head, status: 'stopping' }
  for (const name of allNames(draft)) {
    const step = readStep(draft, name)
    if (step !== undefined) haltStep(draft, step, reason)
  }
}

function haltStep(draft: Draft, step: StepState, reason: string): void {
  switch (step.phase) {
    case 'waiting':
    case 'deciding':
    case 'caching':
    case 'expanding':
      return settle(draft, step, 'skipped')
    case 'launching':
      // A launch that was commanded may have happened although it is not confirmed: its task is stopped once it is known.
      if (isCommanded(draft, step)) return markStopping(draft, step, reason)
      return settle(draft, step, 'skipped')
    case 'launched':
      return markStopping(draft, step, reason)
    case 'retrying':
      return settle(draft, step, 'failed', step.reason)
    case 'posting':
      return settle(draft, step, step.outcome ?? 'aborted', step.reason)
    case 'expanded':
    case 'done':
      return
  }
}

function markStopping(draft: Draft, step: StepState, reason: string): void {
  if (step.stopping === undefined) writeStep(draft, { ...step, stopping: reason })
}

/** Whether the host was given the command of this launch; not if the current event started it. */
function isCommanded(draft: Draft, { definition, attempt }: StepState): boolean {
  const before = getEntry(draft.base.steps, definition.name)
  return before?.phase === 'launching' && before.attempt === attempt
}

function updateChildren(draft: Draft, step: StepState): void {
  for (const name of step.children) {
    const child = readStep(draft, name)
    if (child?.phase !== 'waiting') continue
    const updated = { ...child, unfinishedParents: child.unfinishedParents - 1 }
    writeStep(draft, updated)
    if (updated.unfinishedParents === 0) begin(draft, updated)
  }
}

/** Skips all steps below a step. Iterative, because a chain of 10,000 steps would exhaust the call stack. */
function skipBelow(draft: Draft, step: StepState): void {
  const groups: string[] = []
  const names = [...step.children]
  for (const name of names) {
    const child = readStep(draft, name)
    if (child?.phase !== 'waiting') continue
    writeStep(draft, { ...child, status: 'skipped', phase: 'done' })
    names.push(...child.children)
    if (child.group !== undefined) groups.push(child.group)
  }
  for (const group of groups) updateGroup(draft, group, 'skipped')
}

function updateGroup(draft: Draft, name: string, outcome: StepOutcome): void {
  const group = readStep(draft, name)
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
  writeStep(draft, updated)
  concludeGroup(draft, updated)
}

/** Ends an expanded step once its last member has ended. */
export function concludeGroup(draft: Draft, group: StepState): void {
  if (group.members === undefined || group.members.left > 0) return
  const outcome = outcomeOfGroup(group.members, draft.head.status === 'stopping')
  const { failed, aborted, count } = group.members
  conclude(
    draft,
    group,
    outcome,
    outcome === 'failed' || outcome === 'aborted' ? `${failed + aborted} of its ${count} steps did not complete` : undefined,
  )
}

function outcomeOfGroup({ count, failed, aborted, skipped }: Members, isStopping: boolean): StepOutcome {
  if (failed > 0) return 'failed'
  if (aborted > 0 || (isStopping && skipped > 0)) return 'aborted'
  return count > 0 && skipped === count ? 'skipped' : 'completed'
}

function allowsChildren(step: StepState): boolean {
  return step.phase === 'done' && consequencesOf(step.definition, step.status as StepOutcome).childrenMayRun
}

function withReason(step: StepState, reason: string | undefined): StepState {
  return reason === undefined || reason === '' ? step : { ...step, reason }
}
