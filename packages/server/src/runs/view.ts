import type { RequestOf, ResponseOf, runs } from '@clearway/contract'
import type { RunState } from '@clearway/engine'
import { isoTime } from '../db/sql/iso-time.ts'
import { openFrontier } from '../db/tables/change-frontier.ts'
import { isKnownChange } from '../db/tables/changes.ts'
import { findRunHead } from '../db/tables/run-steps.ts'
import { findTask } from '../db/tables/tasks.ts'
import { ActionError } from '../errors.ts'
import { expectedEnds } from '../forecast/expected-ends.ts'
import type { Clock, Reader } from '../scope.ts'
import { changedSince } from './view/changed-steps.ts'
import { formatViewCursor, parseViewCursor, type ViewCursor } from './view/cursor.ts'
import { plannedSteps } from './view/planned-steps.ts'
import { readSteps } from './view/read-steps.ts'
import { replayRun } from './view/replayed-run.ts'

type View = ResponseOf<typeof runs.view>

/** How large the steps of one answer may be together, in characters; an answer holds at least one step. */
const mostCharacters = 2 * 1024 * 1024

/** A run, and those of its steps that the caller does not know yet: all, or those that changed since an earlier answer. */
export async function viewRun(reader: Reader & Clock, { run, after, limit = 1000 }: RequestOf<typeof runs.view>): Promise<View> {
  const { id } = await findTask(reader, run)
  const head = await findRunHead(reader, id)
  if (head.type !== 'controller') throw new ActionError('not_a_run', { task: id, type: head.type })
  const given = after === undefined ? undefined : readCursor(after)
  // Before the rows are read, so that what changes meanwhile is part of the next answer.
  const change = await openFrontier(reader.db).now()
  const replayed = await replayRun(reader, id)
  const here = { seq: replayed?.seq ?? 0, change }
  const born = replayed?.born ?? 0
  const cursor = given !== undefined && (await isGood(reader, given, born)) ? given : undefined
  const { known, page } = cursor ?? { known: undefined, page: undefined }

  const planned = await plannedSteps(reader, id, replayed)
  const isChanged = known === undefined ? () => true : await changedSince(reader, id, known, replayed)
  const wanted = planned.filter((step) => step.index >= (page?.from ?? 0) && isChanged(step))
  const begun = head.begun ?? undefined
  const steps = fitting(await readSteps(reader, id, wanted.slice(0, limit), begun ?? head.created))
  const next = wanted[steps.length]
  const to = page?.to ?? here
  return {
    run: headDocument(head, {
      begun,
      paused: replayed?.state.paused,
      takesCode: replayed !== undefined,
      expectedEnd: (await expectedEnds(reader, [head])).get(id),
    }),
    total: planned.length,
    steps,
    fresh: known === undefined && page === undefined,
    more: next !== undefined,
    after: formatViewCursor(next === undefined ? { born, known: to, page: undefined } : { born, known, page: { to, from: next.index } }),
  }
}

function readCursor(text: string): ViewCursor {
  const cursor = parseViewCursor(text)
  if (cursor !== undefined) return cursor
  const message = 'must be `after` of an earlier answer'
  throw new ActionError('invalid_request', { field: 'after', reason: message, problems: [{ field: 'after', message }] })
}

/** Whether a cursor is still valid: the run was not reset, and no change since then was pruned. */
async function isGood(reader: Reader, { born, known, page }: ViewCursor, bornNow: number): Promise<boolean> {
  if (born !== bornNow) return false
  const oldest = known ?? page?.to
  return oldest === undefined || (await isKnownChange(reader, oldest.change.seq))
}

function fitting(steps: View['steps']): View['steps'] {
  let sum = 0
  const over = steps.findIndex((step) => (sum += JSON.stringify(step).length) > mostCharacters)
  return over === -1 ? steps : steps.slice(0, Math.max(1, over))
}

type Head = Awaited<ReturnType<typeof findRunHead>>

interface HeadFacts {
  readonly begun: number | undefined
  readonly paused: RunState['paused']
  readonly takesCode: boolean
  readonly expectedEnd: number | undefined
}

function codeOf({ repository, branch, tag, commit }: Head): Pick<View['run'], 'code'> {
  if (repository === null || repository === '') return {}
  const named = Object.entries({ branch, tag, commit }).flatMap(([name, value]) => (value === null || value === '' ? [] : [[name, value]]))
  return { code: { repository, ...(Object.fromEntries(named) as Pick<NonNullable<View['run']['code']>, 'branch' | 'tag' | 'commit'>) } }
}

function headDocument(head: Head, { begun, paused, takesCode, expectedEnd }: HeadFacts): View['run'] {
  const { id, name, status, status_reason, status_message, project, projectName, started, completed } = head
  return {
    id,
    name,
    status,
    status_reason,
    status_message,
    status_changed: isoTime(head.status_changed),
    ...(project === null ? {} : { project: { id: project, ...(projectName === null ? {} : { name: projectName }) } }),
    created: isoTime(head.created),
    ...(head.user === '' ? {} : { user: { id: head.user, ...(head.userName === null ? {} : { name: head.userName }) } }),
    ...(head.version === null || head.version === '' ? {} : { version: head.version }),
    ...codeOf(head),
    ...(begun === undefined ? {} : { begun: isoTime(begun) }),
    ...(started === null ? {} : { started: isoTime(started) }),
    ...(completed === null ? {} : { completed: isoTime(completed) }),
    ...(expectedEnd === undefined ? {} : { expected_end: isoTime(expectedEnd) }),
    ...(paused === undefined ? {} : { paused }),
    takes_code: takesCode,
  }
}
