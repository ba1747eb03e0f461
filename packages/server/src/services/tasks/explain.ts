import { givenOf } from '@clearway/contract/given'
import { hasEnded, type ResponseOf, type tasks } from '@clearway/contract'
import { stateWord } from '@clearway/contract/state-words'
import { type Context, type Handler, readerOf } from '../../context.ts'
import { isoTime } from '../../db/sql/iso-time.ts'
import { movesOf } from '../../db/tables/past-attempts.ts'
import { queueName } from '../../db/tables/queues.ts'
import { findTask, type TaskRow } from '../../db/tables/tasks.ts'
import { expectedStarts } from '../../forecast/expected-starts.ts'
import { type FleetView, readFleet } from '../../stall/fleet.ts'
import { findStepOfDraft, type StepOfDraft } from '../../runs/step-of-draft.ts'
import { describePausedStart, describeWait } from '../../stall/describe.ts'
import { withDue } from '../../stall/due-cures.ts'
import { waitsIn } from '../../stall/waits.ts'

type Explained = ResponseOf<typeof tasks.explain>
type Awaited = Explained['waits_for'][number]

/** How many awaited tasks an answer names at most. */
const awaitedShown = 20

export const explain: Handler<typeof tasks.explain> = async ({ task: asked }, ctx) => {
  const task = await findTask(ctx, asked)
  const view = await readFleet(readerOf(ctx), { awaitedAnd: [task.id] })
  const waits: Waits = new Map(
    waitsIn(view).map((waiting) => [waiting.task.id, withDue(describeWait(view, waiting.task, waiting.wait), view, ctx.dueCures)]),
  )
  const ofRun = await findStepOfDraft(readerOf(ctx), task)
  const wait = ofRun?.run.paused === 1 ? describePausedStart(ofRun.run) : await withStart(ctx, task.id, waits.get(task.id))
  const attempt = view.rows.attempts.find((one) => one.task === task.id)
  const waitsFor = awaitedBy(view, task.id, waits)
  const queue = task.queue === null ? undefined : await queueName(ctx, task.queue)
  return {
    task: asked,
    name: task.name,
    status: task.status,
    text: ofRun === undefined ? sentenceOf(task, { wait, worker: attempt?.worker, waitsFor }) : sentenceOfStep(ofRun),
    ...givenOf({ queue, worker: attempt?.worker, wait }),
    waits_for: waitsFor,
    moves: (await movesOf(ctx, task.id)).map(({ ended, worker, reason }) => ({ at: isoTime(ended ?? 0), worker, reason })),
  }
}

function sentenceOfStep({ run: { name, paused }, step }: StepOfDraft): string {
  const why = paused === 1 ? 'is paused, and starts no further steps until it is resumed' : 'has not started it yet'
  return `It is the draft of the step ‘${step}’: the run ‘${name}’ ${why}.`
}

/** Adds to the wait for a slot when the task is expected to get one, for which all tasks before it count. */
async function withStart(ctx: Context, task: string, wait: Explained['wait']): Promise<Explained['wait']> {
  if (wait?.reason !== 'busy') return wait
  const scope = readerOf(ctx)
  const view = await readFleet(scope, 'all')
  const start = (await expectedStarts(scope, view, waitsIn(view))).get(task)
  return start === undefined ? wait : { ...wait, expected_start: isoTime(start) }
}

type Waits = ReadonlyMap<string, NonNullable<Explained['wait']>>

function awaitedBy({ fleet, rows, names }: FleetView, task: string, waits: Waits): Awaited[] {
  const taken = new Map(rows.attempts.map((attempt) => [attempt.task, attempt.status]))
  const awaited = fleet.running.find(({ id }) => id === task)?.waitsFor ?? []
  const live = awaited.flatMap((id): Awaited[] => {
    const wait = waits.get(id)
    const status = wait === undefined ? taken.get(id) : 'queued'
    return status === undefined ? [] : [{ id, name: names.get(id) ?? id, status, ...(wait === undefined ? {} : { wait }) }]
  })
  return live.toSorted((a, b) => urgency(b) - urgency(a)).slice(0, awaitedShown)
}

/** Orders awaited tasks: those that can never run first, then those that wait, then those that run. */
function urgency({ wait }: Awaited): number {
  if (wait === undefined) return 0
  return wait.reason === 'stalled' ? 3 : wait.reason === 'busy' ? 1 : 2
}

interface Known {
  readonly wait: Explained['wait'] | undefined
  readonly worker: string | undefined
  readonly waitsFor: readonly Awaited[]
}

function sentenceOf(task: TaskRow, { wait, worker, waitsFor }: Known): string {
  if (wait !== undefined) return wait.text
  if (task.status === 'queued')
    return worker === undefined ? 'It is being handed to a worker.' : `It has been given to ${worker}, which is about to start it.`
  if (task.status === 'in_progress') {
    const where =
      task.driver === 'server' ? 'The server drives it' : worker === undefined ? 'It runs outside any agent' : `It runs on ${worker}`
    const [first] = waitsFor
    if (first === undefined) return `${where}.`
    const others = waitsFor.length > 1 ? ` and ${waitsFor.length - 1} more` : ''
    const held = first.wait === undefined ? '' : ` ‘${first.name}’: ${first.wait.text}`
    return `${where} and waits for ‘${first.name}’${others}.${held}`
  }
  if (hasEnded(task.status)) return `It has ended: ${stateWord(task.status)}.`
  return 'It is a draft: it is on no queue.'
}
