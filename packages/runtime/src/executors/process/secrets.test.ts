import { randomUUID } from 'node:crypto'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { anExecutor, executorKinds, type ExecutorWorld } from '../../../test/executors.ts'
import { processFiles } from './process-files.ts'

// Processes are found by their attempt: other files of tests must have others.
const [a1, a2] = [randomUUID(), randomUUID()]

let world: ExecutorWorld
beforeEach(async () => void (world = await anExecutor(executorKinds['process']!)))
afterEach(async () => world[Symbol.asyncDispose]())

/** Prints the number of each process whose command line holds the secret, until it is killed. Looks at the youngest, in a millisecond's fraction. */
const watcher = `
const { readFileSync } = require('node:fs')
// In halves, or this program would see itself.
const word = 'only-for' + '-the-step'
console.log('looking')
for (;;) {
  // The last field is the youngest process.
  const youngest = Number(readFileSync('/proc/loadavg', 'latin1').trim().split(' ').at(-1))
  for (let pid = youngest; pid > youngest - 12; pid -= 1)
    try { if (readFileSync('/proc/' + pid + '/cmdline', 'latin1').includes(word)) console.log('seen in', pid) } catch {}
}`

// Only Linux shows the command lines of others as files.
test.runIf(process.platform === 'linux')('no value of a step’s environment is ever seen in a command line', async () => {
  const secret = 'only-for-the-step'
  const look = spawn(process.execPath, ['-e', watcher], { stdio: ['ignore', 'pipe', 'inherit'] })
  let seen = ''
  look.stdout.on('data', (chunk: Buffer) => (seen += chunk.toString()))
  await once(look.stdout, 'data')
  for (let n = 0; n < 30; n += 1) {
    // Every fourth one has a name that a shell cannot set.
    const odd = n % 4 > 0 ? {} : { 'odd.name': secret }
    const env = { PATH: process.env['PATH'] ?? '', CLEARML_API_SECRET_KEY: secret, ...odd }
    const handle = await world.executor.start({
      attempt: `${a1}-${n}`,
      command: ['sh', '-c', 'echo "$CLEARML_API_SECRET_KEY"'],
      cwd: world.work,
      env,
    })
    expect(await world.executor.wait(handle, AbortSignal.timeout(20_000))).toEqual({ how: 'exited', code: 0 })
    expect(await readFile(processFiles(join(world.work, handle)).log, 'utf8')).toBe(`${secret}\n`)
  }
  look.kill('SIGKILL')
  await once(look, 'close')
  expect(seen).toBe('looking\n')
})

test('an argument or variable that is too long for the system is named before anything runs', async () => {
  const long = 'x'.repeat(200_000)
  const env = { PATH: process.env['PATH'] ?? '' }
  await expect(world.executor.start({ attempt: a1, command: ['sh', '-c', `: ${long}`], cwd: world.work, env })).rejects.toThrow(
    'Argument 2 of the command is 196 kB long',
  )
  await expect(world.executor.start({ attempt: a2, command: ['true'], cwd: world.work, env: { ...env, LONG: long } })).rejects.toThrow(
    'The environment variable LONG is 196 kB long',
  )
})
