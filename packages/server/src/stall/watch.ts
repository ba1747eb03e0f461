import type { Wait } from '@clearway/engine'
import type { Logger } from 'pino'
import { readerOf } from '../context.ts'
import type { Actor, ReadConnection, Scope } from '../scope.ts'
import { companiesThatWait } from '../db/tables/task-waits.ts'
import { transact } from '../db/connection/transaction.ts'
import { forEachApart } from '../each-apart.ts'
import { serverUser } from '../server-user.ts'
import type { Settings } from '../settings.ts'
import { type FleetView, readFleet } from './fleet.ts'
import type { FleetScope } from '../db/tables/fleet.ts'
import { areMovedWaiting, releaseMoved } from '../db/tables/queue-entries.ts'
import { type DueCures, stallMilliseconds } from './due-cures.ts'
import { moveController } from './move.ts'
import { releaseSlot } from './release-slot.ts'
import { describeWait } from './describe.ts'
import { cycleKey, type Waiting, waitsIn } from './waits.ts'

export interface StallWatchDependencies extends Scope {
  /** The connection to read the fleet by, so that a large fleet does not block writes. */
  readonly reader: ReadConnection
  readonly settings: Settings
  readonly log: Logger
  readonly dueCures: DueCures
}

/** Only tasks that someone waits for can be in a stall, so only these are read. */
const awaited = { awaitedAnd: [] } as const

interface PossibleMove {
  readonly kind: 'move' | 'release'
  readonly task: string
  readonly attempt: string
  /** The name of a task that cannot run before this move. */
  readonly blocked: string
}

/** What a search has found in a company. */
interface Found {
  /** The stalls that were logged. */
  readonly logged: ReadonlySet<string>
  /** When each possible move was first found. */
  readonly since: ReadonlyMap<string, number>
}

/**
 * Searches for stalls, in each company apart: a company whose search fails keeps what was found in it before. Each stall is logged once, and broken if a light lane can take the controller. What a search leaves for the next one are hints:
 * each search reads the fleet again, and a move decides in its own transaction.
 */
export function stallWatch(deps: StallWatchDependencies): { readonly check: () => Promise<void> } {
  const { tick, log } = deps
  const known = new Map<string, Found>()

  async function check(): Promise<void> {
    if (await areMovedWaiting(deps)) await transact(deps, releaseMoved)
    const companies = await companiesThatWait(deps)
    for (const company of known.keys()) if (!companies.includes(company)) known.delete(company)
    try {
      await forEachApart(companies, checkCompany)
    } finally {
      deps.dueCures.recordSearch(new Map([...known.values()].flatMap(({ since }) => [...since])))
    }
  }

  async function checkCompany(company: string): Promise<void> {
    const actor = { ...deps, company, user: serverUser }
    const stalled = await readStalled(readerOf(actor))
    const [before, stalls, moves] = [known.get(company), stallsOf(stalled), movesOf(stalled)]
    for (const [key, text] of stalls) if (before?.logged.has(key) !== true) log.warn({ company }, text)
    const since = new Map(moves.map(({ attempt }) => [attempt, before?.since.get(attempt) ?? tick()]))
    known.set(company, { logged: new Set(stalls.keys()), since })
    const due = moves.filter(({ attempt }) => tick() - (since.get(attempt) ?? tick()) >= stallMilliseconds)
    await forEachApart(due, (move) => transact(actor, (tx) => moveIfStalled(tx, move)))
  }

  return { check }
}

interface Stalled {
  readonly view: FleetView
  readonly tasks: readonly Waiting<Extract<Wait, { readonly reason: 'stalled' }>>[]
}

async function readStalled(scope: FleetScope): Promise<Stalled> {
  const view = await readFleet(scope, awaited)
  return { view, tasks: waitsIn(view).flatMap(({ task, wait }) => (wait.reason === 'stalled' ? [{ task, wait }] : [])) }
}

/** A log message for each cycle. */
function stallsOf({ view, tasks }: Stalled): Map<string, string> {
  const stalls = new Map<string, string>()
  for (const { task, wait } of tasks) {
    const key = cycleKey(wait.cycle)
    if (stalls.has(key)) continue
    const { text, cures } = describeWait(view, task, wait)
    stalls.set(key, [`The task ${task.id} waits for ever.`, text, cures[0]?.text, cures[0]?.command].filter(Boolean).join(' '))
  }
  return stalls
}

/** The controllers that a light lane could take and the tasks that could run on without their slots, each once. */
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

/** Moves a task if it is still stalled. Checked in the transaction of the move, because a worker may have become free since. */
async function moveIfStalled(actor: StallWatchDependencies & Actor, { attempt }: PossibleMove): Promise<void> {
  const move = movesOf(await readStalled(actor)).find((still) => still.attempt === attempt)
  if (move === undefined) return
  if (move.kind === 'release') {
    const text = `Goes on without its slot, for which ‘${move.blocked}’ waits: it could not have ended before it.`
    if (await releaseSlot(actor, move)) actor.log.info({ task: move.task, company: actor.company }, text)
    return
  }
  const why = `Moved to a light lane: it held the slot that ‘${move.blocked}’ waits for, and could not have ended before it.`
  if (await moveController(actor, { task: move.task, attempt, why })) actor.log.info({ task: move.task, company: actor.company }, why)
}
