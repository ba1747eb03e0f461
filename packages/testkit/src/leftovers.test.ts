import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { runMark } from './leftovers.ts'
import { killAll, untilGone } from './processes.ts'

/** A process that runs tests, one of which has started a program in a session of its own. */
const program = `
import { spawn } from 'node:child_process'
import { endLeftoversWithThisProcess } from './leftovers.ts'
await endLeftoversWithThisProcess()
const left = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' })
console.log(left.pid)
`

test.each(['SIGINT', 'SIGKILL'] as const)('what a run has started ends with it, if %s ends the run', async (signal) => {
  const run = spawn(process.execPath, ['--input-type=module-typescript', '-e', program], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = (await once(createInterface({ input: run.stdout }), 'line')) as [string]
  const left = Number(line)
  try {
    expect(left).toBeGreaterThan(1)
    run.kill(signal)
    await once(run, 'exit')
    await untilGone([left], 20_000)
  } finally {
    run.kill('SIGKILL')
    await killAll([left])
  }
})

test('the processes of this run are marked', () => {
  expect(process.env[runMark]).toMatch(/^[0-9a-f-]{36}$/)
})
