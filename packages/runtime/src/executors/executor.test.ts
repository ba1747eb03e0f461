import { randomUUID } from 'node:crypto'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { anExecutor, executorKinds, type ExecutorWorld, isGone, patience } from '../../test/executors.ts'

// Processes are found by their attempt: other files of tests must have others.
const [a1, a2] = [randomUUID(), randomUUID()]

describe.each(Object.entries(executorKinds))('executor of kind %s', (name, kind) => {
  let world: ExecutorWorld
  beforeEach(async () => void (world = await anExecutor(kind)))
  afterEach(async () => world[Symbol.asyncDispose]())

  test('a step’s exit code and both of its output streams are stored', async () => {
    const handle = await world.executor.start(world.shell(a1, 'echo out; echo err >&2; exit 7'))
    expect(await world.executor.wait(handle, patience())).toEqual({ how: 'exited', code: 7 })
    expect(await world.output(handle)).toBe('out\nerr\n')
    expect(await world.output(handle, 4)).toBe('err\n')
  })

  test('arguments arrive as they are, and a name that the shell knows as its own is the program', async () => {
    const args = ['', 'two words', '$HOME', '"', "'", '\n', '-n']
    const handle = await world.executor.start({
      ...world.shell(a1, ''),
      command: [process.execPath, '-e', 'console.log(JSON.stringify(process.argv.slice(1)))', '--', ...args],
    })
    expect(JSON.parse(await world.output(handle))).toEqual(args)
    const other = await world.executor.start({ ...world.shell(a2, ''), command: ['test', 'a', '=', 'b'] })
    expect(await world.executor.wait(other, patience())).toEqual({ how: 'exited', code: 1 })
  })

  test('a program whose path looks like a variable is run all the same', async () => {
    const program = join(world.work, 'a=b')
    await writeFile(program, '#!/bin/sh\necho "$0 $1"', { mode: 0o700 })
    await world.executor.start({ ...world.shell(a1, ''), command: [program, 'c=d'] })
    expect(await world.output(a1)).toBe(`${program} c=d\n`)
  })

  test('an attempt starts once', async () => {
    await world.executor.start(world.shell(a1, 'true'))
    await expect(world.executor.start(world.shell(a1, 'true'))).rejects.toThrow('started before')
  })

  test('a missing program and a missing folder are reported', async () => {
    await expect(world.executor.start({ ...world.shell(a1, ''), command: ['no-such-program'] })).rejects.toThrow(
      '"no-such-program" was not found',
    )
    await expect(world.executor.start({ ...world.shell(a2, ''), cwd: join(world.work, 'nowhere') })).rejects.toThrow(
      'nowhere does not exist',
    )
  })

  test.each([
    ['TERM', 143],
    ['INT', 130],
    ['KILL', 137],
  ])('the end of a program by SIG%s is recorded as 128 + the number', async (signal, code) => {
    const handle = await world.executor.start(world.shell(a1, `kill -${signal} $$; exec sleep 60`))
    expect(await world.executor.wait(handle, patience())).toEqual({ how: 'exited', code })
  })

  test('a program that handles SIGTERM ends in its own way', async () => {
    const program = `process.on('SIGTERM', () => { console.log('saved'); process.exit(5) }); setInterval(() => {}, 1000); console.log(1)`
    const handle = await world.executor.start({ ...world.shell(a1, ''), command: [process.execPath, '-e', program] })
    await world.numbersIn(handle, 1)
    await world.executor.stop(handle, 10)
    expect(await world.executor.wait(handle, patience())).toEqual({ how: 'exited', code: 5 })
    expect(await world.output(handle)).toBe('1\nsaved\n')
  })

  test('background processes that outlive the program are ended as well', async () => {
    const handle = await world.executor.start(world.shell(a1, 'sleep 60 & echo $!'))
    expect(await world.executor.wait(handle, patience())).toEqual({ how: 'exited', code: 0 })
    const [pid = 0] = await world.numbersIn(handle, 1)
    expect(await isGone(pid)).toBe(false)
    await world.executor.stop(handle, 0)
    expect(await isGone(pid)).toBe(true)
  })

  test('a step survives kill -9 of the agent that started it, and another one adopts it with all its output', async () => {
    const code = `
      import { executorKinds } from ${JSON.stringify(new URL('../../test/executors.ts', import.meta.url).href)}
      const [kind, work, spec] = process.argv.slice(1)
      await executorKinds[kind](work).start(JSON.parse(spec))
      console.log('started'); setInterval(() => {}, 1000)`
    const gate = join(world.work, 'gate')
    const spec = world.shell(a1, `echo before; until [ -e ${gate} ]; do sleep 0.02; done; echo after; exit 3`)
    const agent = spawn(process.execPath, ['--input-type=module', '-e', code, name, world.work, JSON.stringify(spec)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(agent.stdout, 'data')
    agent.kill('SIGKILL')
    await once(agent, 'exit')

    expect(await world.executor.adopt(a1)).toEqual({ spec, ending: undefined })
    const [ending, log] = [world.executor.wait(a1, patience()), world.output(a1)]
    await writeFile(gate, '')
    expect(await ending).toEqual({ how: 'exited', code: 3 })
    expect(await log).toBe('before\nafter\n')
    expect(await world.executor.adopt(a1)).toEqual({ spec, ending: { how: 'exited', code: 3 } })
  })

  test('an execution that was opened and not started is nothing to adopt', async () => {
    world.executor.open(a1)
    expect(await world.another().adopt(a1)).toBeUndefined()
    expect(await world.executor.adopt(a2)).toBeUndefined()
  })

  test('a program starts only after the permission, and never if the permission is refused', async () => {
    const permission = Promise.withResolvers<void>()
    const start = world.executor.start(world.shell(a1, 'echo ran'), { permission: permission.promise })
    permission.reject(new Error('not allowed'))
    await expect(start).rejects.toThrow('not allowed')
    await world.executor.abandon(a1, 1)
    expect(await world.executor.wait(a1, patience())).toEqual({ how: 'exited', code: 1 })
    expect(await world.output(a1)).toBe('')
  })

  test('no output is lost while it is followed, whatever its size', async () => {
    const handle = await world.executor.start(world.shell(a1, 'i=0; while [ $i -lt 20000 ]; do echo "line $i"; i=$((i+1)); done'))
    const lines = (await world.output(handle)).split('\n')
    expect(lines.length).toBe(20_001)
    expect(lines[19_999]).toBe('line 19999')
  })

  test('following the output can begin before the step does, and ends when the step is abandoned', async () => {
    world.executor.open(a1)
    const log = world.output(a1)
    await world.executor.addLine(a1, 'setting up')
    await world.executor.abandon(a1, 1)
    expect(await log).toBe('setting up\n')
  })

  test('waiting and following can be cancelled without ending the step', async () => {
    const handle = await world.executor.start(world.shell(a1, 'echo begun; exec sleep 60'))
    const stop = new AbortController()
    const waiting = world.executor.wait(handle, stop.signal)
    const output = world.executor.logs(handle, 0, stop.signal)[Symbol.asyncIterator]()
    // Once the first line has come, both wait for the program.
    await output.next()
    const following = output.next()
    stop.abort()
    await expect(waiting).rejects.toThrow('abort')
    await expect(following).rejects.toThrow('abort')
    expect(await world.executor.adopt(handle)).toMatchObject({ ending: undefined })
  })

  test('a running step is not discarded, and a discarded step leaves no files', async () => {
    const handle = await world.executor.start(world.shell(a1, 'exec sleep 60'))
    await expect(world.executor.discard(handle)).rejects.toThrow('still runs')
    expect(await world.executor.adopt(handle)).toMatchObject({ ending: undefined })
    await world.executor.stop(handle, 0)
    await world.executor.discard(handle)
    expect(await world.executor.adopt(handle)).toBeUndefined()
    expect(await world.another().adopt(handle)).toBeUndefined()
  })
})
