import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Connection } from '@clearway/contract'
import { clientOf, killTree, until } from '@clearway/testkit'
import { expect, test } from 'vitest'
import { addBaseTask, expectChainCompleted, stepsOf, submit } from './pipeline-world.ts'

const main = join(import.meta.dirname, '../../packages/cli/src/main.ts')

/** Starts `clearway up` and waits until it answers. */
async function up(data: string, port = 0): Promise<{ readonly connection: Connection; readonly process: ChildProcess }> {
  const child = spawn(process.execPath, [main, 'up', '--data', data, '--port', String(port)], { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  await until(async () => /serves default/.test(output) && /serves services/.test(output), { output: () => output })
  return { connection: JSON.parse(await readFile(join(data, 'connection.json'), 'utf8')) as Connection, process: child }
}

test('a pipeline survives kill -9 of `up` with all that it started', { timeout: 180_000 }, async () => {
  const data = await mkdtemp(join(tmpdir(), 'clearway-up-'))
  const first = await up(data)
  const { connection } = first
  const api = clientOf(connection)
  await addBaseTask(connection, 'echo "step pid $$"; sleep 1')
  const { run } = await submit({ url: connection.url, connection }, 'chain.ts')
  await until(async () => (await stepsOf(api, run)).some(({ name, status }) => name === 'one' && status === 'completed'))
  const before = await stepsOf(api, run)
  await killTree(first.process.pid!)

  const second = await up(data, Number(new URL(connection.url).port))
  try {
    const after = await expectChainCompleted(api, run)
    const one = before.find(({ name }) => name === 'one')!
    expect(after.find(({ name }) => name === 'one')).toMatchObject({ id: one.id, started: one.started, completed: one.completed })
  } finally {
    const ending = once(second.process, 'exit')
    second.process.kill('SIGTERM')
    await ending
    await rm(data, { recursive: true, force: true, maxRetries: 5 })
  }
})
