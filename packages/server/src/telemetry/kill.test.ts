import { database } from '@clearway/testkit'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { linesPerBatch } from '../../test/acknowledging-writer.ts'
import { addTask } from '../../test/rows.ts'
import { openTestTelemetry } from '../../test/telemetry.ts'

test('acknowledged batches survive kill -9, and no batch is stored in part', async () => {
  await using world = await openTestTelemetry(database)
  await addTask(world, { id: 'task', status: 'in_progress' })
  const program = fileURLToPath(new URL('../../test/acknowledging-writer.ts', import.meta.url))
  const child = spawn(process.execPath, [program, JSON.stringify(world.settings)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 25_000,
    killSignal: 'SIGKILL',
  })
  const exit = once(child, 'exit')
  let acknowledged = 0
  for await (const line of createInterface(child.stdout)) {
    acknowledged = Number(line)
    if (acknowledged >= 20) child.kill('SIGKILL')
  }
  expect(await exit).toEqual([null, 'SIGKILL'])
  expect(acknowledged).toBeGreaterThanOrEqual(20)

  const { total } = await world.telemetry.taskLog(world.scope, { task: 'task', order: 'asc', navigateEarlier: false, batchSize: 1 })
  expect(total).toBeGreaterThanOrEqual(acknowledged * linesPerBatch)
  expect(total % linesPerBatch).toBe(0)
  const curves = await world.telemetry.histogram(world.scope, { task: 'task', key: 'iter', samples: 6000 })
  expect(curves['loss']!['train']!.y).toEqual(Array.from({ length: total / linesPerBatch }, (_, i) => i + 1))
})
