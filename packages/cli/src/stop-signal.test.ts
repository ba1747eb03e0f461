import { Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { CommandFailed, describeFailure, exitCodeOf, reported } from './failure.ts'
import { failureDocument } from './failure-document.ts'
import { plainLook } from './look.ts'
import { StoppedByUser } from './stop-signal.ts'

const stop = new AbortController()
stop.abort(new StoppedByUser('SIGINT'))
const { signal } = stop
const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })

test.for<readonly [string, () => Promise<unknown>]>([
  ['a download', async () => pipeline(Readable.from(['x']), nowhere, { signal })],
  ['a pause', async () => sleep(1000, undefined, { signal })],
  ['a call', async () => fetch('http://127.0.0.1:1', { signal })],
  ['a check', async () => signal.throwIfAborted()],
])('%s that the user ended is no error of the program, and has the exit code of Ctrl-C', async ([, work]) => {
  const error: unknown = await work().catch((thrown: unknown) => thrown)
  expect(exitCodeOf(error)).toBe(130)
  expect(describeFailure(reported(error), plainLook(0), {})).toBe('✗ Stopped.')
  expect(failureDocument(reported(error))).toEqual({ error: { code: 'stopped', message: 'Stopped.' } })
})

test('what a command says of its own stop stays', () => {
  const error = new CommandFailed('Run it again: it goes on where it was.', { cause: signal.reason })
  expect(exitCodeOf(error)).toBe(130)
  expect(describeFailure(reported(error), plainLook(0), {})).toContain('goes on where it was')
})
