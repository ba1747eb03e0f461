import { randomUUID } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { graceMs, type SupervisedStep, superviseStep } from '@clearway/contract/lease'
import {
  endAttempt,
  exitCodeIn,
  identityIn,
  isPaused,
  addLine,
  pauseAttempt,
  processFiles,
  type ProcessFiles,
  type ProcessIdentity,
  resumeAttempt,
} from '@clearway/runtime/processes'
import { attemptRoot, attemptsIn } from '../attempts/attempt-root.ts'
import { readHold } from '../attempts/hold-file.ts'
import { saveFirstIntent } from '../attempts/lease-record.ts'
import { machineMs } from '../machine-clock.ts'

/** The clock is read this often, because the timers of a suspended machine stand still. */
const longestRestMs = 1000

/**
 * Stops each step of a work folder from running without a lease, whatever its agent does. It knows what is recorded in the attempts' folders, and nothing
 * else.
 */
export class Supervision {
  readonly #work: string
  /** The unique text that this supervision writes into the folder's `supervisor` file; the pid is for a person who reads it. */
  readonly #id = JSON.stringify({ id: randomUUID(), pid: process.pid })
  /** Since when each paused attempt is paused. */
  readonly #paused = new Map<string, number>()
  readonly #ended = new Set<string>()
  /** Attempts that are being paused, resumed or ended. */
  readonly #busy = new Set<string>()
  hasAgent = true

  constructor(work: string) {
    this.#work = work
  }

  /** Takes the folder over, with what an earlier supervision of it has paused; the earlier one then ends. */
  async begin(): Promise<void> {
    await writeFile(this.#file, this.#id, { mode: 0o600 })
    for (const attempt of attemptsIn(this.#work)) {
      const leader = identityIn(this.#filesOf(attempt))
      if (leader !== undefined && (await isPaused(leader))) this.#paused.set(attempt, machineMs())
    }
  }

  /** Whether another supervision has taken the folder over, or the folder is gone. */
  async isOver(): Promise<boolean> {
    return (await readFile(this.#file, 'utf8').catch((error: NodeJS.ErrnoException) => this.#unlessGone(error))) !== this.#id
  }

  /** Does what is due. Returns after how many milliseconds to check again; `undefined` if there is no step to supervise. */
  check(): number | undefined {
    const due = attemptsIn(this.#work)
      .map((attempt) => this.#checkOne(attempt))
      .filter((rest) => rest !== undefined)
    return due.length === 0 ? undefined : Math.max(10, Math.min(longestRestMs, ...due))
  }

  /** A file that cannot be read for another reason than its absence, such as too many open files, counts as this supervision's: the steps need one. */
  #unlessGone({ code }: NodeJS.ErrnoException): string {
    return code === 'ENOENT' ? '' : this.#id
  }

  #filesOf(attempt: string): ProcessFiles {
    return processFiles(attemptRoot(this.#work, attempt))
  }

  get #file(): string {
    return join(this.#work, 'supervisor')
  }

  /** Everything is read and done synchronously up to the signal that pauses a step: on a loaded machine each turn of the event loop is late. */
  #checkOne(attempt: string): number | undefined {
    if (this.#ended.has(attempt)) return undefined
    if (this.#busy.has(attempt)) return longestRestMs
    const files = this.#filesOf(attempt)
    const [hold, leader] = [readHold(files.root), identityIn(files)]
    // A live agent ends by itself what an ended program has left running.
    if (hold === undefined || (this.hasAgent && exitCodeIn(files) !== undefined)) return undefined
    // The attempt is held and will begin, unless its agent has ended.
    if (leader === undefined) return this.hasAgent ? longestRestMs : undefined
    const now = machineMs()
    const step = { now, ...hold, pausedAt: this.#paused.get(attempt), hasAgent: this.hasAgent }
    const what = superviseStep(step)
    if (what === 'leave') return step.pausedAt === undefined ? hold.runUntil - now : longestRestMs
    this.#busy.add(attempt)
    const done = {
      pause: () => this.#pause(attempt, leader, now),
      resume: () => this.#resume(attempt, leader),
      end: () => this.#end(attempt, leader, step),
    }[what]()
    void done.catch((error: unknown) => console.error(`${what} ${attempt}:`, error)).finally(() => this.#busy.delete(attempt))
    return 50
  }

  async #pause(attempt: string, leader: ProcessIdentity, now: number): Promise<void> {
    this.#paused.set(attempt, now)
    await pauseAttempt(attempt, leader)
    addLine(this.#filesOf(attempt), 'Paused: the server has not answered for too long, and might give the task to another agent.')
  }

  async #resume(attempt: string, leader: ProcessIdentity): Promise<void> {
    addLine(this.#filesOf(attempt), 'Resumed: the server answers, and nobody else has the task.')
    this.#paused.delete(attempt)
    await resumeAttempt(attempt, leader)
  }

  async #end(attempt: string, leader: ProcessIdentity, step: SupervisedStep): Promise<void> {
    // Another process of the agent has started meanwhile and decides.
    if (await this.isOver()) return
    const files = this.#filesOf(attempt)
    // A program that has ended by itself is reported as such; what it left running is ended as well.
    if (exitCodeIn(files) === undefined) saveFirstIntent(files.root, { outcome: 'lost', reason: lostReason(step.hasAgent) })
    await endAttempt(attempt, leader, graceMs(step) / 1000)
    this.#ended.add(attempt)
  }
}

function lostReason(hasAgent: boolean): string {
  return hasAgent
    ? 'its step was paused for so long without an answer of the server that it was ended'
    : 'its agent had ended, and its step was ended before another agent could get the task'
}
