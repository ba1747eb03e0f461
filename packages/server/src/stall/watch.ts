import type { Wait } from '@clearway/engine'
import type { Logger } from 'pino'
import type { Actor, ReadConnection, Scope } from '../scope.ts'
import { companiesThatWait } from '../db/tables/task-waits.ts'
import { transact } from '../db/connection/transaction.ts'
import { serverUser } from '../dispatch/lost.ts'
import type { Settings } from '../settings.ts'
import { type FleetView, readFleet } from './fleet.ts'
import type { FleetScope } from '../db/tables/fleet.ts'
import { areMovedWaiting, releaseMoved } from '../db/tables/queues.ts'
import { moveController } from './move.ts'
import { releaseSlot } from './release.ts'
import { tellWait } from './tell.ts'
import { cycleKey, type Waiting, waitsIn } from './waits.ts'

export interface WatchParts extends Scope {
  /** Looks through it, so that a large fleet holds up no write. */
  readonly reader: ReadConnection
  readonly settings: Settings
  readonly log: Logger
}

/** How long a stall stands before it is broken: a worker's report lags behind what its agent does. */
const standsMilliseconds = 4_000
/** Nobody but the awaited need be looked at to find every stall. */
const awaited = { awaitedAnd: [] } as const

interface PossibleMove {
  readonly kind: 'move' | 'release'
  readonly task: string
  readonly attempt: string
  /** The name of a task that can never run before it. */
  readonly blocked: string
}

/**
 * Looks for stalls, again and again: each is told once in the log, and broken where a light lane can have the controller. What it remembers
 * are hints; every look derives anew what holds, and a move decides in its own transaction.
 */
export function stallWatch(parts: WatchParts): { readonly look: () => Promise<void> } {
  const { tick, log } = parts
  let told: ReadonlySet<string> = new Set()
  /** When each possible move was first seen. */
  let since: ReadonlyMap<string, number> = new Map()

  async function look(): Promise<void> {
    if (await areMovedWaiting(parts)) await transact(parts, releaseMoved)
    const companies = await companiesThatWait(parts)
    if (companies.length > 0) await lookAt(companies)
    else [told, since] = [new Set(), new Map()]
  }

  async function lookAt(companies: readonly string[]): Promise<void> {
    const [seen, possible] = [new Set<string>(), new Map<string, number>()]
    for (const company of companies) {
      const actor = { ...parts, company, user: serverUser }
      const stalled = await readStalled({ ...actor, db: parts.reader })
      for (const [key, text] of stallsOf(stalled)) {
        if (!told.has(key)) log.warn({ company }, text)
        seen.add(key)
      }
      for (const move of movesOf(stalled)) {
        const first = since.get(move.attempt) ?? tick()
        possible.set(move.attempt, first)
        if (tick() - first >= standsMilliseconds) await transact(actor, (tx) => moveIfStalled(tx, move))
      }
    }
    ;[told, since] = [seen, possible]
  }

  return { look }
}

interface Stalled {
  readonly view: FleetView
  readonly tasks: readonly Waiting<Extract<Wait, { readonly reason: 'stalled' }>>[]
}

async function readStalled(scope: FleetScope): Promise<Stalled> {
  const view = await readFleet(scope, awaited)
  return { view, tasks: waitsIn(view).flatMap(({ task, wait }) => (wait.reason === 'stalled' ? [{ task, wait }] : [])) }
}

/** Each cycle, with what there is to say of it. */
function stallsOf({ view, tasks }: Stalled): Map<string, string> {
  const stalls = new Map<string, string>()
  for (const { task, wait } of tasks) {
    const key = cycleKey(wait.cycle)
    if (stalls.has(key)) continue
    const { text, cures } = tellWait(view, task, wait)
    stalls.set(key, [`The task ${task.id} waits for ever.`, text, cures[0]?.text, cures[0]?.command].filter(Boolean).join(' '))
  }
  return stalls
}

/** The controllers that a light lane could have, and the tasks that could go on without their slots, each once. */
function movesOf({ view, tasks }: Stalled): PossibleMove[] {
  const moves = new Map<string, PossibleMove>()
  for (const { task, wait } of tasks) {
    const cure = wait.cures.find((one) => one.kind === 'move' || one.kind === 'release')
    if (cure === undefined || moves.has(cure.task)) continue
    const attempt = view.rows.attempts.find((one) => one.task === cure.task)
    if (attempt !== undefined)
      moves.set(cure.task, { kind: cure.kind, task: cure.task, attempt: attempt.id, blocked: view.names.get(task.id) ?? task.id })
  }
  return [...moves.values()]
}

/** Decides in the transaction of the move: what was a stall a moment ago may have got a worker since. */
async function moveIfStalled(actor: WatchParts & Actor, { attempt }: PossibleMove): Promise<void> {
  const move = movesOf(await readStalled(actor)).find((still) => still.attempt === attempt)
  if (move === undefined) return
  if (move.kind === 'release') {
    const told = `Goes on without its slot, for which ‘${move.blocked}’ waits: it could not have ended before it.`
    if (await releaseSlot(actor, move)) actor.log.info({ task: move.task, company: actor.company }, told)
    return
  }
  const why = `Moved to a light lane: it held the slot that ‘${move.blocked}’ waits for, and could not have ended before it.`
  if (await moveController(actor, { task: move.task, attempt, why })) actor.log.info({ task: move.task, company: actor.company }, why)
}
