import { randomUUID } from 'node:crypto'
import { spawn } from 'node:child_process'
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { until, untilGone } from '@clearway/testkit'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { anExecutor, executorKinds, type ExecutorWorld, isGone, patience } from '../../../test/executors.ts'
import { processFiles, type ProcessFiles } from './process-files.ts'
import { hasInEnvironment, listProcesses } from './process-table.ts'

// Processes are found by their attempt: other files of tests must have others.
const [a1, a2] = [randomUUID(), randomUUID()]

let world: ExecutorWorld
beforeEach(async () => void (world = await anExecutor(executorKinds['process']!)))
afterEach(async () => world[Symbol.asyncDispose]())

function filesOf(attempt: string): ProcessFiles {
  return processFiles(join(world.work, attempt))
}

test('a program gets exactly the environment that it is given, whatever the names and values', async () => {
  const env = {
    ...world.shell(a1, '').env,
    'a.b': '1 2',
    'c-d': '',
    UID: '7',
    IFS: 'x',
    result: '3',
    code: "it's",
    text: 'two\nlines $HOME `id`',
  }
  await world.executor.start({ attempt: a1, command: [process.execPath, '-p', 'JSON.stringify(process.env)'], cwd: world.work, env })
  expect(JSON.parse(await world.output(a1))).toEqual({ ...env, CLEARWAY_ATTEMPT: a1 })
})

test('a command line of plain words finds its working folder in PWD, as from a shell', async () => {
  const { env } = world.shell(a1, '')
  const line = 'env -u CLEARWAY_ATTEMPT'
  await world.executor.start({ attempt: a1, command: ['/bin/sh', '-c', '--', line], cwd: world.work, env })
  expect((await world.output(a1)).split('\n')).toContain(`PWD=${world.work}`)
})

test('the spare launcher ends with its executor, or with the process that started it', async () => {
  await world.executor.start(world.shell(a1, 'true'))
  await world.executor.wait(a1, patience())
  const spare = await waitForSpare()
  await world.executor[Symbol.asyncDispose]()
  await expect.poll(() => isGone(spare)).toBe(true)
})

async function waitForSpare(): Promise<number> {
  for (;;) {
    const own = (await listProcesses()).filter(({ parent }) => parent === process.pid)
    for (const { pid } of own)
      if (!(await isGone(pid)) && (await readFile(`/proc/${pid}/cmdline`, 'utf8')).includes('read -r plan')) return pid
    await sleep(5)
  }
}

test('a result is written into reserved space, so that a full disk does not lose it', async () => {
  world.executor.open(a1)
  const files = filesOf(a1)
  const before = await stat(files.exit)
  await world.executor.start(world.shell(a1, 'exit 255'))
  await world.executor.wait(a1, patience())
  const after = await stat(files.exit)
  expect([after.ino, after.size]).toEqual([before.ino, before.size])
})

test('processes that fork faster than they are listed are ended all the same', async () => {
  const handle = await world.executor.start(
    world.shell(a1, 'trap "" TERM; echo 1; f() { sleep 30 & (f2 &) ; }; f2() { sleep 31; }; while :; do f; sleep 0.01; done'),
  )
  await world.numbersIn(handle, 1)
  await world.executor.stop(handle, 0.1)
  const left = []
  for (const { pid } of await listProcesses()) if (hasInEnvironment(pid, `CLEARWAY_ATTEMPT=${a1}`)) left.push(pid)
  expect(left).toEqual([])
})

test('the secrets of a step lie in files that only its user can read', async () => {
  const handle = await world.executor.start(world.shell(a1, 'true', { SECRET: 'hush' }))
  const files = filesOf(handle)
  expect((await stat(files.spec)).mode & 0o777).toBe(0o600)
  expect((await stat(files.root)).mode & 0o777).toBe(0o700)
  expect(await readFile(files.spec, 'utf8')).toContain('hush')
})

test('processes that ignore SIGTERM, left their group or session, or have another parent are ended after the grace time', async () => {
  const script = `
    trap '' TERM
    sh -c 'trap "" TERM; echo $$; exec sleep 60' &
    setsid sh -c 'trap "" TERM; echo $$; exec sleep 60' &
    (setsid sh -c 'trap "" TERM; (trap "" TERM; exec sh -c "echo \\$\\$; exec sleep 60") & exit' &)
    echo $$; exec sleep 60`
  const handle = await world.executor.start(world.shell(a1, script))
  const pids = await world.numbersIn(handle, 4)
  expect(await Promise.all(pids.map(isGone))).toEqual([false, false, false, false])
  await world.executor.stop(handle, 0.2)
  expect(await world.executor.wait(handle, patience())).toEqual({ how: 'exited', code: 137 })
  expect(await Promise.all(pids.map(isGone))).toEqual([true, true, true, true])
})

test('a step whose launcher ended without a result is lost, and its program can still be ended', async () => {
  const handle = await world.executor.start(world.shell(a1, 'echo $$; exec sleep 60'))
  const [program = 0] = await world.numbersIn(handle, 1)
  const { pid } = JSON.parse(await readFile(filesOf(handle).pid, 'utf8')) as { pid: number }
  process.kill(pid, 'SIGKILL')
  expect(await world.executor.wait(handle, patience())).toMatchObject({ how: 'lost' })
  await world.executor.stop(handle, 0)
  expect(await isGone(program)).toBe(true)
})

test('a process that has the id of an ended launcher is not mistaken for it', async () => {
  world.executor.open(a1)
  const files = filesOf(a1)
  await writeFile(files.spec, JSON.stringify(world.shell(a1, 'true')))
  const bystander = spawn('sleep', ['60'], { detached: true })
  try {
    await writeFile(files.pid, JSON.stringify({ pid: bystander.pid, started: 'long ago' }))
    expect(await world.executor.wait(a1, patience())).toMatchObject({ how: 'lost' })
    await world.executor.stop(a1, 0.1)
    await world.executor.stop(a1, 0)
    expect(await isGone(bystander.pid ?? 0)).toBe(false)
  } finally {
    bystander.kill('SIGKILL')
  }
})

test('a tied step ends with the process that started it, and one that has ended leaves no process behind', async () => {
  const code = `
    import { join } from 'node:path'
    import { ProcessExecutor } from ${JSON.stringify(new URL('process-executor.ts', import.meta.url).href)}
    const [work, ...specs] = process.argv.slice(1)
    const executor = new ProcessExecutor({ rootOf: (attempt) => join(work, attempt), isTied: true })
    for (const spec of specs) await executor.start(JSON.parse(spec))
    setInterval(() => {}, 1000)`
  const specs = [world.shell(a1, 'trap "" TERM HUP INT; sleep 60 & echo $!; echo $$; wait'), world.shell(a2, 'exit 3')]
  const driver = spawn(process.execPath, ['--input-type=module', '-e', code, world.work, ...specs.map((spec) => JSON.stringify(spec))], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  await until(async () => (await readFile(filesOf(a2).exit, 'utf8').catch(() => '')).startsWith('3'))
  const pids = await world.numbersIn(a1, 2)
  const { pid: launcher } = JSON.parse(await readFile(filesOf(a2).pid, 'utf8')) as { pid: number }
  await until(async () => (await listProcesses()).every(({ group }) => group !== launcher))
  expect(await Promise.all(pids.map(isGone))).toEqual([false, false])
  driver.kill('SIGKILL')
  await untilGone([...pids], 5000)
  // They hold its credentials.
  expect(await readdir(join(world.work, a1))).toEqual([])
})

test('a step whose agent died before it was recorded never ran and counts as lost', async () => {
  world.executor.open(a1)
  const files = filesOf(a1)
  await writeFile(files.spec, JSON.stringify(world.shell(a1, 'true')))
  expect(await world.another().adopt(a1)).toBeUndefined()
  expect(await world.another().wait(a1, patience())).toMatchObject({ how: 'lost' })
})
