import { setImmediate } from 'node:timers/promises'
import { isErrorLine } from '@clearway/contract/error-line'
import { textMatcher } from '../../queries/matches-text.ts'
import type { FoundLine, LogSearch, LogSearchQuery } from '../telemetry.ts'
import type { Reader } from './reader.ts'
import { linesOf } from './task-log.ts'

/** How many messages one call searches, and for how long: another call may wait for the thread meanwhile. */
const [mostMessages, mostMilliseconds] = [500_000, 4000]
/** How many messages are searched before other calls are let in. */
const messagesAtOnce = 2000
const longestText = 2000

/** Searches logs line by line, because a message of a client may hold many. */
export async function searchLog(reader: Reader, query: LogSearchQuery): Promise<LogSearch> {
  const isFound = finder(query)
  const found = new Found(query)
  const deadline = performance.now() + mostMilliseconds
  let left = mostMessages
  for (const task of query.tasks) {
    for (let after = 0; ;) {
      if (left <= 0 || performance.now() > deadline) return found.answer(false)
      let messages = linesOf(reader, task, query.attempt).where('seq', '>', after).orderBy('seq').limit(messagesAtOnce)
      if (query.levels !== undefined) messages = messages.where('level', 'in', query.levels)
      const rows = await messages.execute()
      for (const { seq, attempt, ts, level, msg } of rows)
        for (const [line, text] of msg.split('\n').entries()) {
          const at = { task, attempt, seq, line, timestamp: ts, level, text: text.slice(0, longestText) }
          found.pass(at, isFound(text))
        }
      left -= rows.length
      after = rows.at(-1)?.seq ?? after
      if (rows.length < messagesAtOnce) break
      await setImmediate()
    }
    found.endTask()
  }
  return found.answer(true)
}

function finder({ match, errors }: LogSearchQuery): (line: string) => boolean {
  const test = match === undefined ? () => true : textMatcher(match)
  return errors ? (line) => isErrorLine(line) && test(line) : test
}

type Line = Omit<FoundLine, 'count' | 'before' | 'after'>
interface Group extends Line {
  count: number
  before: string[]
  after: string[]
}

/** Collects the lines that match, with those around them. */
class Found {
  readonly #query: LogSearchQuery
  readonly #lines: Group[] = []
  /** By the text without its numbers. */
  readonly #groups = new Map<string, Group>()
  /** Lines that match and whose following lines are still to come. */
  #open: Group[] = []
  /** The lines just passed. */
  #before: string[] = []
  #total = 0

  constructor(query: LogSearchQuery) {
    this.#query = query
  }

  /** Takes the next line of a log. */
  pass(line: Line, isFound: boolean): void {
    const { around } = this.#query
    for (const group of this.#open) group.after.push(line.text)
    this.#open = this.#open.filter(({ after }) => after.length < around)
    if (isFound) this.#add(line)
    if (around === 0) return
    this.#before.push(line.text)
    if (this.#before.length > around) this.#before.shift()
  }

  endTask(): void {
    this.#open = []
    this.#before = []
  }

  answer(complete: boolean): LogSearch {
    const { distinct, limit, around } = this.#query
    const sorted = distinct ? [...this.#groups.values()].toSorted((a, b) => b.count - a.count) : this.#lines
    const lines = sorted.slice(0, limit).map(({ before, after, count, ...line }) => ({
      ...line,
      count: distinct ? count : 1,
      ...(around === 0 ? {} : { before, after }),
    }))
    return { lines, total: this.#total, distinct: this.#groups.size, complete }
  }

  #add(line: Line): void {
    this.#total += 1
    const key = line.text.trim().replace(/0x[0-9a-f]+|[0-9a-f]{8,}|\d+/gi, '#')
    const known = this.#groups.get(key)
    if (known !== undefined) known.count += 1
    const isShown = this.#query.distinct ? known === undefined : this.#lines.length < this.#query.limit
    const group = { ...line, count: 1, before: [...this.#before], after: [] }
    if (known === undefined) this.#groups.set(key, group)
    if (!isShown) return
    if (!this.#query.distinct) this.#lines.push(group)
    if (this.#query.around > 0) this.#open.push(group)
  }
}
