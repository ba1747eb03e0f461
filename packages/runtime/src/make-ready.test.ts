import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ProcessExecutor } from './executors/process/process-executor.ts'
import { makeReady } from './make-ready.ts'
import { identity } from './variables/identity.fixture.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clearway-make-ready-'))
})
afterEach(async () => rm(folder, { recursive: true, force: true }))

test('a log that cannot be written fails the set-up alone, and not the process that makes it', async () => {
  await using executor = new ProcessExecutor({ rootOf: (attempt) => join(folder, attempt) })
  const root = join(folder, identity.attempt)
  // Where the log should be is a folder, as no disk is full at a test's wish.
  await mkdir(join(root, 'out.log'), { recursive: true })
  const unhandled: unknown[] = []
  const onUnhandled = (error: unknown): void => void unhandled.push(error)
  process.on('unhandledRejection', onUnhandled)
  try {
    const { configFile: _, ...given } = identity
    const made = makeReady({
      executor,
      handle: identity.attempt,
      root,
      identity: given,
      code: { script: { binary: 'sh', entry_point: 'true', working_dir: 'elsewhere' }, artifacts: [], container: {} },
      settings: { cache: join(folder, 'cache'), git: undefined, clearmlConf: undefined },
      environment: process.env,
      authorization: async () => undefined,
      signal: AbortSignal.timeout(30_000),
    })
    await expect(made).rejects.toThrow('EISDIR')
    await sleep(0)
    expect(unhandled).toEqual([])
  } finally {
    process.off('unhandledRejection', onUnhandled)
  }
})
