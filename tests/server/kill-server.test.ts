import { clientOf, database, type FreshDatabase, type ServerProcess, startServerProcess } from '@clearway/testkit'
import { expect, test } from 'vitest'
import { faultPoints } from '../../packages/server/src/fault.ts'
import { type Dump, observe } from './dump.ts'
import { httpCall, tokenOf } from './http-call.ts'
import { type Call, killedWrites, type KilledWrite } from './killed-writes.ts'

interface Case {
  readonly point: `${'before' | 'after'}:${string}`
  readonly when: 'before' | 'after'
  readonly write: KilledWrite
}

// One chain of servers over one database: each is killed at the point that the last one's death made room for, and answers its repeat.
test(
  'a server killed just before or just after any commit has done all of the write or nothing, and the same call again completes it',
  { timeout: 300_000 },
  async () => {
    await using fresh = await database.fresh()
    let server = await startServerProcess(fresh)
    try {
      const token = await tokenOf(server.connection.url, server.connection)
      const call: Call = (path, given) => httpCall(server.connection.url, path, { ...given, token })
      const cases = await prepare(server, call, database.name === 'sqlite' ? 'both' : 'in turn')
      await server.kill()

      let last: { readonly case: Case; readonly left: Dump } | undefined
      for (const next of [...cases, undefined]) {
        server = await startServerProcess(fresh, { env: { CLEARWAY_FAULT: next?.point ?? '' } })
        if (last !== undefined) await repeat(last.case)
        if (next === undefined) break
        const before = await look(fresh)
        await expect(send(next.write), next.point).rejects.toThrow()
        await server[Symbol.asyncDispose]()
        expect([next.point, server.process.signalCode]).toEqual([next.point, 'SIGKILL'])
        const left = await look(fresh)
        // Nothing half: before the commit the tables are as they were, after it they are not.
        expect({ point: next.point, changed: JSON.stringify(left) !== JSON.stringify(before) }).toEqual({
          point: next.point,
          changed: next.when === 'after',
        })
        last = { case: next, left }
      }

      await server.kill()
      server = await startServerProcess(fresh, { settings: { confirmSeconds: 1 } })
      for (const { write } of cases) await write.checkLast?.(clientOf(server.connection))

      async function repeat({ point, when, write }: Case): Promise<void> {
        const answer = await send(write)
        try {
          await write.check(clientOf(server.connection), answer, when, call)
        } catch (error) {
          throw new Error(`${point}: ${(error as Error).message}\n${answer.text}`, { cause: error })
        }
      }
      async function send({ path, method = 'POST', headers = {}, body }: KilledWrite) {
        return call(path, { method, headers, body })
      }
    } finally {
      await server[Symbol.asyncDispose]()
    }
  },
)

/** `in turn`: one point is met before its commit, the next one after it. The transactions are the database's own; where each begins and ends is ours. */
async function prepare({ connection }: ServerProcess, call: Call, sides: 'both' | 'in turn'): Promise<Case[]> {
  const cases: Case[] = []
  for (const when of ['before', 'after'] as const)
    for (const [index, point] of faultPoints.entries()) {
      if (sides === 'in turn' && (when === 'before') !== (index % 2 === 0)) continue
      cases.push({ point: `${when}:${point}`, when, write: await killedWrites[point](clientOf(connection), `${when}-${index}-mark`, call) })
    }
  return cases
}

/** What a write may change: without the signs of life, the deadlines that a start renews, what repeats are answered by, and what a job is still to do. */
async function look(fresh: FreshDatabase): Promise<Dump> {
  await using observer = await observe(fresh)
  const { receipt: _, worker: _seen, blob: _reserved, event_removal: _later, attempt = [], ...dump } = await observer.dump()
  return { ...dump, attempt: attempt.map(({ confirm_by: _by, lease_until: _until, ...row }) => row) }
}
