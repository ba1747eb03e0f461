import type { Start } from '@clearway/contract'
import { transact } from '../db/connection/transaction.ts'
import { parse } from '../db/sql/json.ts'
import { readSource, type Source } from '../db/tables/trigger-sources.ts'
import { dropEvent, editTrigger, findTrigger, lockEvent, pendingEvents, settleEvent } from '../db/tables/triggers.ts'
import { ItemsApart } from '../each-apart.ts'
import { ActionError } from '../errors.ts'
import { asUser } from '../schedules/as-user.ts'
import { describe, type FireDeps } from '../schedules/fire-due.ts'
import type { FireTx } from '../schedules/fire.ts'
import type { Substitutions } from '../schedules/placeholders.ts'
import { startTask } from '../schedules/start-task.ts'
import { type Condition, holds } from './condition.ts'
import { whyLoop } from './loops.ts'

type Pending = Awaited<ReturnType<typeof pendingEvents>>[number]

const eventsAtOnce = 100

/**
 * Starts what triggers start for the events that the database has recorded, each event in a transaction of its own: after a kill an event has either
 * been processed or is still recorded. An event that fails by a fault of the server's own keeps no other from its turn, and is tried again later.
 */
export async function fireTriggers(deps: FireDeps, signal?: AbortSignal): Promise<void> {
  const events = new ItemsApart<number>()
  await events.workWhileFound({
    find: (failed) => pendingEvents(deps, eventsAtOnce + failed.length),
    idOf: ({ seq }) => seq,
    work: (event) => processEvent({ ...deps, company: event.company }, event),
    signal,
  })
  events.throwErrors()
}

async function processEvent(deps: FireDeps, event: Pending): Promise<void> {
  try {
    await transact({ ...deps, doing: 'job triggers' }, async (tx) => {
      if (await lockEvent(tx, event.seq)) await fire(tx, event)
    })
  } catch (error) {
    if (!(error instanceof ActionError)) throw error
    deps.log.warn({ trigger: event.trigger, err: error }, 'A trigger could not start its task')
    await transact(deps, async (tx) => {
      if (await lockEvent(tx, event.seq)) await settleEvent(tx, event, { outcome: 'failed', reason: describe(error) })
    })
  }
}

async function fire(tx: FireTx, event: Pending): Promise<void> {
  const { seq, entity, source: id } = event
  const trigger = await findTrigger(tx, event.trigger)
  const source = await readSource(tx, entity, id)
  if (source === undefined || !holds(parse<Condition>(trigger.condition), source)) return dropEvent(tx, seq)
  const loop = await whyLoop(tx, trigger.id, { entity, source: id })
  if (loop === undefined) {
    const task = await startTask(await asUser(tx, trigger.user), parse<Start>(trigger.start), valuesOf(event, source))
    await settleEvent(tx, event, { outcome: 'started', task })
  } else await settleEvent(tx, event, { outcome: 'skipped', reason: loop })
  await editTrigger(tx, trigger.id, {}, 'fired')
}

function valuesOf({ value }: Pending, { id, name, projectName, url }: Source): Substitutions {
  return {
    'trigger.id': id,
    'trigger.name': name,
    'trigger.project': projectName,
    'trigger.event': value,
    'trigger.url': url,
  }
}
