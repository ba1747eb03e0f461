import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import type { Connection } from '@clearway/contract'
import { buildPrograms } from '../scripts/pack/bundles.ts'
import { type Figure, type Measure, percentile } from './measure.ts'
import { pssOf } from './pss.ts'

const fromSource = join(import.meta.dirname, '../packages/cli/bin/clearway.js')

/** Measures the time from a server's start to its first answer and its memory when idle, as the built package and from source, beside a bare Node process that listens. */
export const serverStart: Measure = {
  name: 'server-start',
  run: async () => {
    const folder = await mkdtemp(join(tmpdir(), 'clearway-bench-'))
    try {
      await buildPrograms(folder)
      const built = await measureStarts(join(folder, 'bin/clearway.js'))
      const source = await measureStarts(fromSource)
      const bare = await bareNode()
      return [
        ...figuresOf('as the built package', built, bare, { start: 600, memory: 100 }),
        ...figuresOf('from source', source, bare, { start: 1200, memory: 130 }),
      ]
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
}

/** In milliseconds and MB; the memory is 0 where the system does not report it. */
interface Start {
  readonly start: number
  readonly memory: number
}

function figuresOf(how: string, { start, memory }: Start, bare: Start, budget: Start): Figure[] {
  const figures: Figure[] = [
    {
      name: `server: start to first answer, ${how}`,
      value: start,
      unit: 'ms',
      budget: budget.start,
      raw: { name: 'bare Node', value: bare.start },
    },
  ]
  if (memory > 0)
    figures.push({
      name: `server: idle memory (PSS), ${how}`,
      value: memory,
      unit: 'MB',
      budget: budget.memory,
      raw: { name: 'bare Node', value: bare.memory },
    })
  return figures
}

/** Starts a server several times: the middle time, and the memory of the last one. */
async function measureStarts(program: string): Promise<Start> {
  const starts: number[] = []
  for (let n = 0; ; n += 1) {
    const start = performance.now()
    await using server = await ownServer(program)
    await fetch(`${server.url}/debug.ping`)
    starts.push(performance.now() - start)
    if (n < 4) continue
    await pause(3000)
    return { start: percentile(starts, 0.5), memory: await pssOf(server.pid) }
  }
}

/** A server on an empty database, in a process of its own. */
async function ownServer(program: string): Promise<AsyncDisposable & { readonly url: string; readonly pid: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'clearway-bench-'))
  const child = spawn(process.execPath, [program, 'server', '--data', folder, '--port', '0'], { stdio: ['ignore', 'pipe', 'ignore'] })
  const ended = once(child, 'exit').then(([code]) => Promise.reject(new Error(`The server ended at once (${code}).`)))
  const [line] = (await Promise.race([once(createInterface({ input: child.stdout }), 'line'), ended])) as [string]
  ended.catch(() => {})
  const { pid } = JSON.parse(await readFile(join(folder, 'connection.json'), 'utf8')) as Connection
  return {
    url: line.replace('listening on ', ''),
    // The launcher has another process id.
    pid,
    async [Symbol.asyncDispose]() {
      child.kill()
      await once(child, 'exit')
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

async function bareNode(): Promise<Start> {
  const start = performance.now()
  const child = spawn(
    process.execPath,
    ['-e', "require('node:http').createServer((_, r) => r.end()).listen(0, () => console.log('ready'))"],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  await once(child.stdout, 'data')
  const milliseconds = performance.now() - start
  await pause(500)
  const memory = await pssOf(child.pid!)
  child.kill()
  await once(child, 'exit')
  return { start: milliseconds, memory }
}
