import { type RequestOf, tasks } from '@clearway/contract'
import { Compile } from 'typebox/compile'
import type { Handler } from '../../context.ts'
import { transact } from '../../db/connection/transaction.ts'
import { ActionError } from '../../errors.ts'
import { lazily } from '../../lazily.ts'
import { malformed } from '../../queries/malformed.ts'
import { updateTask } from '../../tasks/update.ts'

type Update = RequestOf<typeof tasks.update>

/** How many lines one call may have: all are changed in one transaction. */
const mostLines = 1000
const validator = lazily(() => Compile(tasks.update.request))

/** The last line of a task counts. Source: ClearML server 2.3.0. */
export const update_batch: Handler<typeof tasks.update_batch> = async (lines, ctx) => {
  const updates = new Map(readLines(lines as Uint8Array).map((update) => [update.task, update]))
  return transact(ctx, async (tx) => {
    let updated = 0
    // All calls lock in the same order, so that two calls for the same tasks do not wait for each other.
    for (const [id, { task: _, ...description }] of [...updates].toSorted(([one], [other]) => (one < other ? -1 : 1)))
      updated += await updateTask(tx, id, description)
    return { updated }
  })
}

function readLines(bytes: Uint8Array): Update[] {
  const lines = new TextDecoder().decode(bytes).split('\n')
  const filled = lines.filter((line) => line.trim() !== '')
  if (filled.length === 0) throw new ActionError('empty_batch')
  if (filled.length > mostLines) throw new ActionError('body_too_complex', { field: '(lines)', most: mostLines })
  return filled.map(readLine)
}

function readLine(line: string, index: number): Update {
  const field = `line ${index + 1}`
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    throw malformed(field, 'is no JSON')
  }
  if (typeof value !== 'object' || value === null) throw malformed(field, 'is no object')
  // Clients send null for what they leave out.
  const given = Object.fromEntries(Object.entries(value).filter(([, one]) => one !== null))
  const [problem] = validator().Check(given) ? [] : validator().Errors(given)
  if (problem !== undefined) throw malformed(`${field}${problem.instancePath.replaceAll('/', '.')}`, problem.message)
  return given as Update
}
