import { contract } from '@clearway/contract'
import { traitsOf } from '@clearway/contract/wire'
import { clientOf, database, type FreshDatabase, type ServerProcess, startServerProcess } from '@clearway/testkit'
import { expect, test } from 'vitest'
import { faultPoints } from '../../packages/server/src/fault.ts'
import { type Dump, observe } from './dump.ts'
import { httpCall, tokenOf } from './http-call.ts'
import { type Call, killedWrites, type KilledWrite } from './killed-writes.ts'

type When = 'before' | 'after'

interface Kill {
  readonly point: (typeof faultPoints)[number]
  readonly when: When
}

interface Case {
  readonly name: `${When}:${string}`
  readonly when: When
  readonly write: KilledWrite
}

/** On PostgreSQL the server is killed before the commit of every second point and after the commit of the others, which halves the time. */
const kills: readonly Kill[] = (['before', 'after'] as const).flatMap((when) =>
  faultPoints
    .filter((_, index) => database.name === 'sqlite' || (when === 'before') === (index % 2 === 0))
    .map((point) => ({ point, when })),
)

/** The kills of one chain of servers. More chains take less time together, and one more server each. */
const perChain = 9
const chains = Array.from({ length: Math.ceil(kills.length / perChain) }, (_, index) =>
  kills.slice(index * perChain, (index + 1) * perChain),
)

// No lease may run out, however long a busy machine takes for a chain.
const settings = { leaseSeconds: 3600 }

test('every write whose answer is recorded for its repeat has a fault point', () => {
  const actions = Object.entries(contract).flatMap(([service, of]) => Object.keys(of).map((name) => `${service}.${name}`))
  const recorded = actions.filter((name) => traitsOf(name)?.repeat === 'recorded')
  expect(recorded.filter((name) => !faultPoints.some((point) => point === name))).toEqual([])
})

// Each chain has a database. Each of its servers answers the repeat of the write at which the last one was killed, and is killed at the next point.
test.concurrent.for(chains.map((chain) => ({ first: nameOf(chain[0]!), chain })))(
  'a server killed just before or just after any commit has done all of the write or nothing, and the same call again completes it: from $first on',
  { timeout: 300_000 },
  async ({ chain }, { expect }) => {
    await using fresh = await database.fresh()
    let server = await startServerProcess(fresh, { settings })
    try {
      const token = await tokenOf(server.connection.url, server.connection)
      const call: Call = (path, given) => httpCall(server.connection.url, path, { ...given, token })
      const cases = await prepare(server, call, chain)
      await server.kill()

      let last: { readonly case: Case; readonly left: Dump } | undefined
      for (const next of [...cases, undefined]) {
        server = await startServerProcess(fresh, { settings, env: { CLEARWAY_FAULT: next?.name ?? '' } })
        if (last !== undefined) await repeat(last.case)
        if (next === undefined) break
        const before = await readTables(fresh)
        await expect(send(next.write), next.name).rejects.toThrow()
        await server[Symbol.asyncDispose]()
        expect([next.name, server.process.signalCode]).toEqual([next.name, 'SIGKILL'])
        const left = await readTables(fresh)
        // Before the commit the tables are unchanged, after it they have changed.
        expect({ kill: next.name, changed: JSON.stringify(left) !== JSON.stringify(before) }).toEqual({
          kill: next.name,
          changed: next.when === 'after' && next.write.onlyEvents !== true,
        })
        last = { case: next, left }
      }

      if (cases.some(({ write }) => write.checkLast !== undefined)) {
        await server.kill()
        server = await startServerProcess(fresh, { settings: { ...settings, confirmSeconds: 1 } })
        for (const { write } of cases) await write.checkLast?.(clientOf(server.connection))
      }

      async function repeat({ name, when, write }: Case): Promise<void> {
        const answer = await send(write)
        try {
          await write.check(clientOf(server.connection), answer, when, call)
        } catch (error) {
          throw new Error(`${name}: ${(error as Error).message}\n${answer.text}`, { cause: error })
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

test('every fault point is tested before and after its commit, on PostgreSQL on one side of it', () => {
  expect(kills).toHaveLength(faultPoints.length * (database.name === 'sqlite' ? 2 : 1))
  expect(new Set(kills.map(({ point }) => point))).toEqual(new Set(faultPoints))
})

function nameOf({ when, point }: Kill): Case['name'] {
  return `${when}:${point}`
}

async function prepare({ connection }: ServerProcess, call: Call, chain: readonly Kill[]): Promise<Case[]> {
  const cases: Case[] = []
  for (const { point, when } of chain)
    cases.push({
      name: `${when}:${point}`,
      when,
      write: await killedWrites[point](clientOf(connection), `${when}-${faultPoints.indexOf(point)}-mark`, call),
    })
  return cases
}

/** Tables that change at other times than at the write's commit, with the reason. All other tables are compared. */
const changedAtOtherTimes = {
  idempotency_record: 'the idempotency record, which is stored before the write begins',
  worker: 'signs of life',
  blob: 'a reservation, made before the bytes arrive',
  event_removal: 'what a job has still to remove',
} as const

/** Rows of `attempt` without their deadlines, which each start of the server renews. */
async function readTables(fresh: FreshDatabase): Promise<Dump> {
  await using observer = await observe(fresh)
  const { attempt = [], ...dump } = await observer.dump()
  const compared = Object.entries(dump).filter(([table]) => !(table in changedAtOtherTimes))
  return { ...Object.fromEntries(compared), attempt: attempt.map(({ confirm_by: _by, lease_until: _until, ...row }) => row) }
}
