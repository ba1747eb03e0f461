import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { anExecutor, executorKinds, type ExecutorWorld } from '../../test/executors.ts'
import { type LogShipping, type ShippedLine, shipLogs } from './ship-logs.ts'

// Processes are found by their attempt: other files of tests must have others.
const a1 = randomUUID()

let world: ExecutorWorld
let delivered: number
beforeEach(async () => {
  delivered = 0
  world = await anExecutor(executorKinds['process']!)
})
afterEach(async () => world[Symbol.asyncDispose]())

async function run(script: string): Promise<void> {
  await world.executor.start(world.shell(a1, script))
}

function shipping(send: LogShipping['send'], more: Partial<LogShipping> = {}): LogShipping {
  return {
    chunks: (offset, signal) => world.executor.logs(a1, offset, signal),
    position: { load: async () => delivered, save: async (offset) => void (delivered = offset) },
    send,
    secrets: ['hunter2'],
    signal: AbortSignal.timeout(20_000),
    now: () => 1_700_000_000_000,
    ...more,
  }
}

test('a step’s output arrives as redacted lines in batches within their bounds', async () => {
  await run('i=0; while [ $i -lt 1000 ]; do echo "line $i hunter2"; i=$((i+1)); done; printf "no end"')
  const batches: (readonly ShippedLine[])[] = []
  await shipLogs(shipping(async (lines) => void batches.push(lines)))
  expect(batches.flat().map(({ msg }) => msg)).toEqual([...Array.from({ length: 1000 }, (_, index) => `line ${index} ********`), 'no end'])
  expect(batches.every((lines) => lines.length <= 256)).toBe(true)
  expect(batches[0]?.[0]).toEqual({ timestamp: 1_700_000_000_000, level: 'INFO', msg: 'line 0 ********', output_end: 15 })
})

test('batches stay within 64 KiB', async () => {
  await run('i=0; while [ $i -lt 30 ]; do printf "%010000d\\n" $i; i=$((i+1)); done')
  const sizes: number[] = []
  await shipLogs(shipping(async (lines) => void sizes.push(lines.reduce((sum, { msg }) => sum + msg.length, 0))))
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(300_000)
  expect(Math.max(...sizes)).toBeLessThanOrEqual(65_536)
})

test('lines are sent while the step still runs', async () => {
  await run('echo early; exec sleep 60')
  const seen = Promise.withResolvers<readonly ShippedLine[]>()
  const over = new AbortController()
  const shipped = shipLogs(shipping(async (lines) => seen.resolve(lines), { signal: over.signal }))
  expect((await seen.promise).map(({ msg }) => msg)).toEqual(['early'])
  over.abort()
  await expect(shipped).rejects.toThrow('abort')
})

test('lines that an earlier process delivered are not sent again, and the others are sent once', async () => {
  await run('i=0; while [ $i -lt 600 ]; do echo $i; i=$((i+1)); done')
  const [seen, ends]: [string[], number[]] = [[], []]
  let sendings = 0
  const dies: LogShipping['send'] = async (lines) => {
    if (++sendings === 2) throw new Error('killed')
    seen.push(...lines.map(({ msg }) => msg))
    ends.push(...lines.map(({ output_end }) => output_end))
  }
  await expect(shipLogs(shipping(dies, { isFinal: () => true }))).rejects.toThrow('killed')
  await shipLogs(shipping(dies))
  expect(seen).toEqual(Array.from({ length: 600 }, (_, index) => String(index)))
  // Each line ends one line feed and its own digits after the one before.
  expect(ends).toEqual(seen.map((_, index) => seen.slice(0, index + 1).join('\n').length + 1))
})

test('no line is lost while the server is down', async () => {
  await run('echo one; echo two')
  const seen: string[] = []
  let refusals = 0
  await shipLogs(
    shipping(async (lines) => {
      if (++refusals < 3) throw new Error('away')
      seen.push(...lines.map(({ msg }) => msg))
    }),
  )
  expect(seen).toEqual(['one', 'two'])
})

test('after the end of the output the time for the rest is limited, and a call that hangs is cancelled', async () => {
  // Without an end of its line, the text is sent after the end of the output and not before.
  await run('printf one')
  const hangs: LogShipping['send'] = async (_, signal) => sleep(60_000, undefined, { signal })
  const begun = performance.now()
  await expect(shipLogs(shipping(hangs, { drainSeconds: 0.3 }))).rejects.toThrow('abort')
  expect(performance.now() - begun).toBeLessThan(5000)
})
