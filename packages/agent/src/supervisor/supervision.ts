import { randomUUID } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { graceMs, type SupervisedStep, superviseStep } from '@clearway/contract/lease'
import {
  endAttempt,
  hasExitCode,
  identityIn,
  isPaused,
  noteInLog,
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

/** A suspended machine runs no timers: its clock is looked at this often. */
const longestRestMs = 1000

/** Keeps each step of a work folder from running without a lease, whatever its agent does. All that it goes by lies in the attempts' folders. */
export class Supervision {
  readonly #work: string
  /** Unlike any other's, and of use to a person. */
  readonly #id = JSON.stringify({ id: randomUUID(), pid: process.pid })
  /** Since when each paused attempt is paused. */
  readonly #paused = new Map<string, number>()
  readonly #ended = new Set<string>()
  /** Attempts that something is being done with. */
  readonly #busy = new Set<string>()
  hasAgent = true

  constructor(work: string) {
    this.#work = work
  }

  /** Takes the folder over, with what an earlier supervision of it has paused; that one ends. */
  async begin(): Promise<void> {
    await writeFile(this.#file, this.#id, { mode: 0o600 })
    for (const attempt of attemptsIn(this.#work)) {
      const leader = identityIn(this.#filesOf(attempt))
      if (leader !== undefined && (await isPaused(leader))) this.#paused.set(attempt, machineMs())
    }
  }

  /** Another has taken the folder over, or it is gone. */
  async isOver(): Promise<boolean> {
    return (await readFile(this.#file, 'utf8').catch(() => '')) !== this.#id
  }

  /** Does what is due. Answers after how many milliseconds to look again; `undefined` where there is nothing to look after. */
  look(): number | undefined {
    const due = attemptsIn(this.#work)
      .map((attempt) => this.#lookAt(attempt))
      .filter((rest) => rest !== undefined)
    return due.length === 0 ? undefined : Math.max(10, Math.min(longestRestMs, ...due))
  }

  #filesOf(attempt: string): ProcessFiles {
    return processFiles(attemptRoot(this.#work, attempt))
  }

  get #file(): string {
    return join(this.#work, 'supervisor')
  }

  /** Everything is read and done synchronously up to the signal that pauses a step: on a loaded machine each turn of the event loop is late. */
  #lookAt(attempt: string): number | undefined {
    if (this.#ended.has(attempt)) return undefined
    if (this.#busy.has(attempt)) return longestRestMs
    const files = this.#filesOf(attempt)
    const [hold, leader] = [readHold(files.root), identityIn(files)]
    // An agent that lives ends by itself what an ended program has left.
    if (hold === undefined || (this.hasAgent && hasExitCode(files))) return undefined
    // It holds its task and will begin, unless its agent has ended.
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
    await noteInLog(this.#filesOf(attempt), 'Paused: the server has not answered for too long, and might give the task to another agent.')
  }

  async #resume(attempt: string, leader: ProcessIdentity): Promise<void> {
    await noteInLog(this.#filesOf(attempt), 'Resumed: the server answers, and nobody else has the task.')
    this.#paused.delete(attempt)
    await resumeAttempt(attempt, leader)
  }

  async #end(attempt: string, leader: ProcessIdentity, step: SupervisedStep): Promise<void> {
    // The agent that has started meanwhile decides.
    if (await this.isOver()) return
    const files = this.#filesOf(attempt)
    // What it left running is ended as well; its own end stands.
    if (!hasExitCode(files)) saveFirstIntent(files.root, { outcome: 'lost', reason: lostReason(step.hasAgent) })
    await endAttempt(attempt, leader, graceMs(step) / 1000)
    this.#ended.add(attempt)
  }
}

function lostReason(hasAgent: boolean): string {
  return hasAgent
    ? 'its step was paused for so long without an answer of the server that it was ended'
    : 'its agent had ended, and its step was ended before another agent could get the task'
}
