import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ExecutionSpec } from './executor.ts'
import { hasInEnvironment, listProcesses } from './process-table.ts'
import { ProcessExecutor } from './process.ts'

let work: string
let executor: ProcessExecutor
const patience = (): AbortSignal => AbortSignal.timeout(20_000)

beforeEach(async () => {
  work = await mkdtemp(join(tmpdir(), 'clearway-executor-'))
  executor = new ProcessExecutor(work)
})
afterEach(async () => {
  for (const handle of await executor.leftovers()) await executor.stop(handle, 0)
  await executor.close()
  await rm(work, { recursive: true, force: true })
})

function shell(attempt: string, script: string, env: Record<string, string> = {}): ExecutionSpec {
  return { attempt, command: ['sh', '-c', script], cwd: work, env: { PATH: process.env['PATH'] ?? '', ...env } }
}

async function output(handle: string, offset = 0, from = executor): Promise<string> {
  const parts: Uint8Array[] = []
  for await (const { bytes } of from.logs(handle, offset, patience())) parts.push(bytes)
  return Buffer.concat(parts).toString()
}

async function numbersIn(handle: string, count: number): Promise<readonly number[]> {
  let text = ''
  for await (const { bytes } of executor.logs(handle, 0, patience())) {
    text += Buffer.from(bytes).toString()
    const numbers = text.split('\n').slice(0, -1).map(Number)
    if (numbers.length >= count) return numbers
  }
  throw new Error(`The step wrote only: ${text}`)
}

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
  return false
}

test('a step’s exit code and both of its output streams are kept', async () => {
  const handle = await executor.start(shell('a1', 'echo out; echo err >&2; exit 7'))
  expect(await executor.wait(handle, patience())).toEqual({ how: 'exited', code: 7 })
  expect(await output(handle)).toBe('out\nerr\n')
  expect(await output(handle, 4)).toBe('err\n')
})

test('arguments arrive as they are, and a name that the shell knows as its own is the program', async () => {
  const args = ['', 'two words', '$HOME', '"', "'", '\n', '-n']
  const handle = await executor.start({
    ...shell('a1', ''),
    command: [process.execPath, '-e', 'console.log(JSON.stringify(process.argv.slice(1)))', '--', ...args],
  })
  expect(JSON.parse(await output(handle))).toEqual(args)
  const other = await executor.start({ ...shell('a2', ''), command: ['test', 'a', '=', 'b'] })
  expect(await executor.wait(other, patience())).toEqual({ how: 'exited', code: 1 })
})

test('a program gets exactly the environment that it is given, whatever the names and values', async () => {
  const env = {
    ...shell('a1', '').env,
    'a.b': '1 2',
    'c-d': '',
    UID: '7',
    IFS: 'x',
    result: '3',
    code: "it's",
    text: 'two\nlines $HOME `id`',
  }
  await executor.start({ attempt: 'a1', command: [process.execPath, '-p', 'JSON.stringify(process.env)'], cwd: work, env })
  expect(JSON.parse(await output('a1'))).toEqual({ ...env, CLEARWAY_ATTEMPT: 'a1' })
})

test('a program whose path looks like a variable is run all the same', async () => {
  const program = join(work, 'a=b')
  await writeFile(program, '#!/bin/sh\necho "$0 $1"', { mode: 0o700 })
  await executor.start({ ...shell('a1', ''), command: [program, 'c=d'] })
  expect(await output('a1')).toBe(`${program} c=d\n`)
})

test('the launcher that is kept ready ends with its executor, or with the process that made it', async () => {
  await executor.start(shell('a1', 'true'))
  await executor.wait('a1', patience())
  const spare = await waitForSpare()
  await executor.close()
  await expect.poll(() => isGone(spare)).toBe(true)
})

async function waitForSpare(): Promise<number> {
  for (;;) {
    const own = (await listProcesses()).filter(({ parent }) => parent === process.pid)
    for (const { pid } of own) if (!isGone(pid) && (await readFile(`/proc/${pid}/cmdline`, 'utf8')).includes('read -r plan')) return pid
    await sleep(5)
  }
}

test('an attempt starts once', async () => {
  await executor.start(shell('a1', 'true'))
  await expect(executor.start(shell('a1', 'true'))).rejects.toThrow('started before')
  await expect(executor.start(shell('../a1', 'true'))).rejects.toThrow('no attempt id')
})

test('a result is recorded in the room kept for it, so a full disk does not lose it', async () => {
  const folder = executor.open('a1')
  const before = await stat(folder.exit)
  await executor.start(shell('a1', 'exit 255'))
  await executor.wait('a1', patience())
  const after = await stat(folder.exit)
  expect([after.ino, after.size]).toEqual([before.ino, before.size])
})

test('processes that fork faster than they are listed are ended all the same', async () => {
  const handle = await executor.start(
    shell('a1', 'trap "" TERM; echo 1; f() { sleep 30 & (f2 &) ; }; f2() { sleep 31; }; while :; do f; sleep 0.01; done'),
  )
  await numbersIn(handle, 1)
  await executor.stop(handle, 0.1)
  const left = []
  for (const { pid } of await listProcesses()) if (hasInEnvironment(pid, 'CLEARWAY_ATTEMPT=a1')) left.push(pid)
  expect(left).toEqual([])
})

test('the secrets of a step lie in files that only its user can read', async () => {
  const handle = await executor.start(shell('a1', 'true', { SECRET: 'hush' }))
  const folder = executor.folder(handle)
  expect((await stat(folder.spec)).mode & 0o777).toBe(0o600)
  expect((await stat(folder.root)).mode & 0o777).toBe(0o700)
  expect(await readFile(folder.spec, 'utf8')).toContain('hush')
})

test('a program that is not there, and a folder that is not there, are said', async () => {
  await expect(executor.start({ ...shell('a1', ''), command: ['no-such-program'] })).rejects.toThrow('"no-such-program" was not found')
  await expect(executor.start({ ...shell('a2', ''), cwd: join(work, 'nowhere') })).rejects.toThrow('nowhere does not exist')
})

test.each([
  ['SIGTERM', 143],
  ['SIGINT', 130],
  ['SIGKILL', 137],
] as const)('%s reaches the program, and the launcher lives on to record 128 + its number', async (name, code) => {
  const handle = await executor.start(shell('a1', 'echo $$; exec sleep 60'))
  await numbersIn(handle, 1)
  await executor.signal(handle, name)
  expect(await executor.wait(handle, patience())).toEqual({ how: 'exited', code })
})

test('a program that handles SIGTERM ends in its own way', async () => {
  const program = `process.on('SIGTERM', () => { console.log('saved'); process.exit(5) }); setInterval(() => {}, 1000); console.log(1)`
  const handle = await executor.start({ ...shell('a1', ''), command: [process.execPath, '-e', program] })
  await numbersIn(handle, 1)
  await executor.stop(handle, 10)
  expect(await executor.wait(handle, patience())).toEqual({ how: 'exited', code: 5 })
  expect(await output(handle)).toBe('1\nsaved\n')
})

test('what ignores SIGTERM, left its group or its session, or hides under another parent is ended after the grace', async () => {
  const script = `
    trap '' TERM
    sh -c 'trap "" TERM; echo $$; exec sleep 60' &
    setsid sh -c 'trap "" TERM; echo $$; exec sleep 60' &
    (setsid sh -c 'trap "" TERM; (trap "" TERM; exec sh -c "echo \\$\\$; exec sleep 60") & exit' &)
    echo $$; exec sleep 60`
  const handle = await executor.start(shell('a1', script))
  const pids = await numbersIn(handle, 4)
  expect(pids.some(isGone)).toBe(false)
  await executor.stop(handle, 0.2)
  expect(await executor.wait(handle, patience())).toEqual({ how: 'exited', code: 137 })
  const states = await Promise.all(pids.map(async (pid) => (isGone(pid) ? 'gone' : stateOf(pid))))
  expect(states.every((state) => state === 'gone' || state === 'Z')).toBe(true)
})

async function stateOf(pid: number): Promise<string> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ') Z')
  return text.slice(text.lastIndexOf(')') + 2)[0] ?? '?'
}

test('background processes that outlive the program are ended too', async () => {
  const handle = await executor.start(shell('a1', 'sleep 60 & echo $!'))
  expect(await executor.wait(handle, patience())).toEqual({ how: 'exited', code: 0 })
  const [pid = 0] = await numbersIn(handle, 1)
  expect(isGone(pid)).toBe(false)
  await executor.stop(handle, 0)
  expect(isGone(pid) || (await stateOf(pid)) === 'Z').toBe(true)
})

test('a step survives kill -9 of the agent that started it, and another one adopts it with all its output', async () => {
  const code = `
    import { ProcessExecutor } from ${JSON.stringify(new URL('process.ts', import.meta.url).href)}
    await new ProcessExecutor(process.argv[1]).start(JSON.parse(process.argv[2]))
    console.log('started'); setInterval(() => {}, 1000)`
  const gate = join(work, 'gate')
  const spec = shell('a1', `echo before; until [ -e ${gate} ]; do sleep 0.02; done; echo after; exit 3`)
  const agent = spawn(process.execPath, ['--input-type=module', '-e', code, work, JSON.stringify(spec)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(agent.stdout, 'data')
  agent.kill('SIGKILL')
  await once(agent, 'exit')

  expect(await executor.leftovers()).toEqual(['a1'])
  expect(await executor.adopt('a1')).toMatchObject({ handle: 'a1', spec, ending: undefined })
  const [ending, log] = [executor.wait('a1', patience()), output('a1')]
  await writeFile(gate, '')
  expect(await ending).toEqual({ how: 'exited', code: 3 })
  expect(await log).toBe('before\nafter\n')
  expect((await executor.adopt('a1')).ending).toEqual({ how: 'exited', code: 3 })
})

test('a launcher that vanished without a result is a lost step, and its program can still be ended', async () => {
  const handle = await executor.start(shell('a1', 'echo $$; exec sleep 60'))
  const [program = 0] = await numbersIn(handle, 1)
  const { pid } = JSON.parse(await readFile(executor.folder(handle).pid, 'utf8')) as { pid: number }
  process.kill(pid, 'SIGKILL')
  expect(await executor.wait(handle, patience())).toMatchObject({ how: 'lost' })
  await executor.stop(handle, 0)
  expect(isGone(program) || (await stateOf(program)) === 'Z').toBe(true)
})

test('a process that was given the number of a dead launcher is not taken for it', async () => {
  const folder = executor.open('a1')
  await writeFile(folder.spec, JSON.stringify(shell('a1', 'true')))
  const bystander = spawn('sleep', ['60'], { detached: true })
  try {
    await writeFile(folder.pid, JSON.stringify({ pid: bystander.pid, started: 'long ago' }))
    expect(await executor.wait('a1', patience())).toMatchObject({ how: 'lost' })
    await executor.signal('a1', 'SIGKILL')
    await executor.stop('a1', 0)
    expect(isGone(bystander.pid ?? 0)).toBe(false)
  } finally {
    bystander.kill('SIGKILL')
  }
})

test('a step whose agent died before it was recorded never ran and counts as lost', async () => {
  const folder = executor.open('a1')
  await writeFile(folder.spec, JSON.stringify(shell('a1', 'true')))
  expect(await new ProcessExecutor(work).adopt('a1')).toMatchObject({ ending: { how: 'lost' } })
})

test('no output is lost while it is followed, whatever its size', async () => {
  const handle = await executor.start(shell('a1', 'i=0; while [ $i -lt 20000 ]; do echo "line $i"; i=$((i+1)); done'))
  const lines = (await output(handle)).split('\n')
  expect(lines.length).toBe(20_001)
  expect(lines[19_999]).toBe('line 19999')
})

test('following starts before the step does, and ends when it was given up', async () => {
  executor.open('a1')
  const log = output('a1')
  await executor.note('a1', 'setting up')
  await executor.abandon('a1', 1)
  expect(await log).toBe('setting up\n')
})

test('waiting and following can be called off without ending the step', async () => {
  const handle = await executor.start(shell('a1', 'exec sleep 60'))
  const stop = new AbortController()
  const [waiting, following] = [executor.wait(handle, stop.signal), executor.logs(handle, 0, stop.signal).next()]
  await sleep(50)
  stop.abort()
  await expect(waiting).rejects.toThrow('abort')
  await expect(following).rejects.toThrow('abort')
  expect((await executor.adopt(handle)).ending).toBeUndefined()
})

test('a running step is not discarded; an ended one is, and old ones are swept but for those kept', async () => {
  const handle = await executor.start(shell('a1', 'exec sleep 60'))
  await expect(executor.discard(handle)).rejects.toThrow('still runs')
  expect(await executor.sweep(-1, new Set())).toEqual([])
  await executor.stop(handle, 0)
  await executor.start(shell('a2', 'true')).then((other) => executor.wait(other, patience()))
  // Its launcher takes a moment more to end than to write the result.
  await executor.stop('a2', 0)
  expect(await executor.sweep(3600, new Set())).toEqual([])
  expect(await executor.sweep(-1, new Set(['a2']))).toEqual(['a1'])
  await executor.discard('a2')
  expect(await executor.leftovers()).toEqual([])
})
