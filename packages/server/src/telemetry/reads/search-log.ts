import { setImmediate } from 'node:timers/promises'
import { isErrorLine } from '@clearway/contract/error-line'
import { textMatcher } from '../../queries/matches-text.ts'
import type { LogSearch, LogSearchQuery } from '../telemetry.ts'
import { FoundLines } from './found-lines.ts'
import type { Reader } from './reader.ts'
import { linesOf } from './task-log.ts'

/** How many messages one call searches, and for how long: another call may wait for the thread meanwhile. */
const [mostMessages, mostMilliseconds] = [500_000, 4000]
/** How many messages are searched before other calls are let in. */
const messagesAtOnce = 2000

/** Searches logs line by line, because a message of a client may hold many. */
export async function searchLog(reader: Reader, query: LogSearchQuery): Promise<LogSearch> {
  const isFound = finder(query)
  const found = new FoundLines(query)
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
          found.pass({ task, attempt, seq, line, timestamp: ts, level, text }, isFound(text))
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
