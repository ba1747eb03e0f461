import { createServer } from 'node:net'
import { once } from 'node:events'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Connection } from '@clearway/contract'
import { Task } from '@clearway/sdk'
import { untilGone } from '@clearway/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTerminal, type Running, type Terminal } from '../test/terminal.ts'

const listening = /listening on (http:\/\/\S+)/

async function startServer(terminal: Terminal, ...words: readonly string[]): Promise<Running> {
  const server = terminal.start('server', '--port', '0', '--log-level', 'error', ...words)
  await server.until(listening)
  return server
}

describe('arguments and exit codes', () => {
  test('the version names ours and Node’s, whatever Node runs the launcher', async () => {
    await using terminal = await openTerminal({}, 'of the checkout')
    expect(await terminal.run('--version')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^clearway \d+\.\d+\.\d+ \(Node \d+\.\d+\.\d+\)\n$/) as string,
    })
  })

  test('without arguments it prints its help and exits with 0', async () => {
    await using terminal = await openTerminal()
    const { code, stdout } = await terminal.run()
    expect(code).toBe(0)
    for (const noun of ['up', 'server', 'agent', 'pipeline', 'task', 'queue', 'worker', 'doctor', 'demo'])
      expect(stdout).toMatch(new RegExp(`^  ${noun} `, 'm'))
  })

  test('an unknown command or flag is named with a suggestion, and exits as a mistake of usage', async () => {
    await using terminal = await openTerminal()
    const wrong = await Promise.all([
      terminal.run('tusk'),
      terminal.run('task', 'lst'),
      terminal.run('task', 'list', '--statsu', 'failed'),
      terminal.run('task', 'show'),
    ])
    expect(wrong.map(({ code }) => code)).toEqual([2, 2, 2, 2])
    expect(wrong.map(({ stderr }) => stderr.split('\n')[0])).toEqual([
      "✗ Unknown command 'tusk'. Did you mean task?",
      "✗ Unknown command 'lst'. Did you mean list?",
      "✗ Unknown option '--statsu'. Did you mean --status?",
      "✗ Missing required argument 'TASK'.",
    ])
  })

  test('with --json a mistake of usage is one JSON object on standard error', async () => {
    await using terminal = await openTerminal()
    const answers = await Promise.all([terminal.run('task', 'lst', '--json'), terminal.run('task', 'list', '--limit', '0', '--json')])
    expect(answers.map(({ code, stdout }) => [code, stdout])).toEqual([
      [2, ''],
      [2, ''],
    ])
    expect(answers.map(({ stderr }) => (JSON.parse(stderr) as { error: { code: string; field: string } }).error)).toMatchObject([
      { code: 'usage', field: 'lst' },
      { code: 'usage', field: '--limit' },
    ])
  })

  test('an unusable setting is named with its allowed values', async () => {
    await using terminal = await openTerminal()
    const [flag, key] = await Promise.all([
      terminal.run('server', '--port', 'http'),
      (async () => {
        const file = join(terminal.folder, 'clearway.yaml')
        await writeFile(file, 'prot: 8008\n')
        return terminal.run('server', '--config', file)
      })(),
    ])
    expect(flag).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('--port is "http", but must be a whole number from 0 to 65535.') as string,
    })
    expect(key).toMatchObject({ code: 2, stderr: expect.stringContaining('there is no setting `prot`') as string })
  })

  test('a missing server is reported in a sentence, with a stack only on request', async () => {
    await using terminal = await openTerminal()
    const { code, stdout, stderr } = await terminal.run('task', 'list', '--json')
    expect([code, stdout]).toEqual([1, ''])
    expect(JSON.parse(stderr)).toMatchObject({
      error: { code: 'no_server', message: expect.stringMatching(/^No server is known/) as string },
    })
    const words = await terminal.run('task', 'list')
    expect(words.stderr).toMatch(/^✗ No server is known/)
    expect(words.stderr).not.toMatch(/^ +at /m)
    await using curious = await openTerminal({ CLEARWAY_DEBUG: '1' })
    expect((await curious.run('task', 'list')).stderr).toMatch(/^ +at /m)
  })
})

describe('the server', () => {
  test('prints its address, writes a connection file that only its owner can read, and ends on a signal', async () => {
    await using terminal = await openTerminal()
    const server = await startServer(terminal)
    const [, url] = await server.until(listening)
    const file = join(terminal.folder, 'connection.json')
    const connection = JSON.parse(await readFile(file, 'utf8')) as Connection
    expect(connection).toMatchObject({ url, accessKey: expect.any(String) as string, secretKey: expect.any(String) as string })
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect((await terminal.processes()).map(({ pid }) => pid)).toContain(connection.pid)
    server.signal('SIGTERM')
    expect(await server.ended).toMatchObject({ code: 0, stdout: `listening on ${url}\n` })
  })

  test('ends with its launcher, even after kill -9', async () => {
    await using terminal = await openTerminal({}, 'of the checkout')
    const server = await startServer(terminal)
    const pids = (await terminal.processes()).map(({ pid }) => pid)
    expect(pids.length).toBeGreaterThan(1)
    server.signal('SIGKILL')
    await untilGone(pids, 10_000)
  })

  test('names a port that is taken, and how to choose another', async () => {
    await using terminal = await openTerminal()
    const taken = createServer().listen(0, '127.0.0.1')
    await once(taken, 'listening')
    const { port } = taken.address() as { port: number }
    const { code, stdout, stderr } = await terminal.run('server', '--port', String(port), '--log-level', 'silent')
    taken.close()
    expect({ code, stdout, stderr }).toEqual({
      code: 1,
      stdout: '',
      stderr: `✗ Port ${port} of 127.0.0.1 is taken.\n  Stop what listens there, or choose another with --port (0 takes a free one).\n`,
    })
  })

  test('prints for each setting the source of its value', async () => {
    await using terminal = await openTerminal({ CLEARWAY_MAX_BODY: '4096' })
    const file = join(terminal.folder, 'clearway.json')
    await writeFile(
      file,
      JSON.stringify({
        tokenDays: 7,
        database: 'postgres://me:secret@db/clearway',
        port: 1,
        users: [{ id: 'u1', name: 'Ada', role: 'user', accessKey: 'A', secretKey: 'hidden' }],
      }),
    )
    const { code, stdout } = await terminal.run('server', '--show-config', '--config', file, '--port', '9000', '--json')
    expect(code).toBe(0)
    expect(stdout).not.toMatch(/secret@|hidden/)
    const { settings, users } = JSON.parse(stdout) as { settings: { name: string; value: unknown; source: string }[]; users: object[] }
    const told = Object.fromEntries(settings.map(({ name, value, source }) => [name, [value, source]]))
    expect(told).toMatchObject({
      port: [9000, 'flag'],
      maxBody: [4096, 'environment'],
      tokenDays: [7, 'file'],
      host: ['127.0.0.1', 'default'],
      data: [terminal.folder, 'environment'],
    })
    expect(users).toEqual([{ id: 'u1', name: 'Ada', role: 'user' }])
  })
})

describe('with a server', () => {
  let terminal: Terminal
  beforeAll(async () => {
    terminal = await openTerminal()
    await startServer(terminal)
  })
  afterAll(() => terminal[Symbol.asyncDispose]())

  test('each list, as JSON, is one document on standard output', async () => {
    const lists = [
      ['task', 'list'],
      ['queue', 'list'],
      ['worker', 'list'],
      ['pipeline', 'list'],
      ['queue', 'show', 'default'],
    ]
    const answers = await Promise.all(lists.map((words) => terminal.run(...words, '--json')))
    expect(answers.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0])
    expect(answers.map(({ stdout }) => Object.keys(JSON.parse(stdout) as object)[0])).toEqual([
      'tasks',
      'queues',
      'workers',
      'tasks',
      'queue',
    ])
  })

  test('a refusal of the server is printed with its cure', async () => {
    const id = '0'.repeat(32)
    const [shown, queued, named] = await Promise.all([
      terminal.run('task', 'show', id),
      terminal.run('task', 'enqueue', id),
      terminal.run('queue', 'show', 'gpu'),
    ])
    expect([shown.code, queued.code, named.code]).toEqual([1, 1, 1])
    expect(shown.stderr).toBe(`✗ There is no task ${id}.\n  Check the id; \`clearway task list\` shows what there is.\n`)
    expect(queued.stderr).toMatch(
      /^✗ There is no task with that id in this workspace\. [^\n]*\n {2}Check the id; `clearway task list` shows what there is\.\n$/,
    )
    expect(named.stderr).toMatch(/^✗ There is no queue 'gpu'\.\n/)
  })

  test('doctor finds a task that no agent serves, with the command that helps', async () => {
    const { url, accessKey, secretKey } = JSON.parse(await readFile(join(terminal.folder, 'connection.json'), 'utf8')) as Connection
    const connection = { url, credentials: { accessKey, secretKey } }
    const task = await Task.create({ projectName: 'examples', taskName: 'lonely', script: { command: 'true' }, connection })
    expect(await terminal.run('doctor')).toMatchObject({ code: 0, stdout: '✓ Nothing is stuck.\n' })
    await terminal.run('queue', 'create', 'remote')
    await terminal.run('task', 'enqueue', task.id, '--queue', 'remote')
    const [found, json, shown, explained] = await Promise.all([
      terminal.run('doctor'),
      terminal.run('doctor', '--json'),
      terminal.run('task', 'show', 'lonely'),
      terminal.run('task', 'explain', 'lonely'),
    ])
    expect([found.code, json.code, shown.code, explained.code]).toEqual([1, 1, 0, 0])
    expect(JSON.parse(json.stdout)).toMatchObject({ counts: { unserved: 1 }, tasks: [{ id: task.id, wait: { reason: 'unserved' } }] })
    for (const { stdout } of [found, shown, explained]) expect(stdout).toContain('clearway agent --queue remote')
    await terminal.run('task', 'stop', task.id)
    expect((await terminal.run('doctor')).code).toBe(0)
  })

  test('a task is shown, put on a queue, run by an agent, and its log followed to its end', async () => {
    const { url, accessKey, secretKey } = JSON.parse(await readFile(join(terminal.folder, 'connection.json'), 'utf8')) as Connection
    const connection = { url, credentials: { accessKey, secretKey } }
    const task = await Task.create({
      projectName: 'examples',
      taskName: 'counter',
      script: { command: 'echo one; echo two; echo three' },
      connection,
    })
    expect((await terminal.run('task', 'show', 'counter')).stdout).toMatch(/^counter {2}○ draft\n/)

    expect((await terminal.run('task', 'enqueue', task.id)).stdout).toMatch(
      /no live worker serves that queue\.\n.*clearway agent --queue default\n/,
    )
    const follower = terminal.start('task', 'logs', task.id, '--follow')
    const agent = terminal.start('agent', '--work', join(terminal.folder, 'work'), '--cache', join(terminal.folder, 'cache'))
    expect(await follower.ended).toMatchObject({ code: 0, stdout: expect.stringMatching(/one\n.*two\n.*three\n$/) as string })
    expect((await terminal.run('task', 'show', task.id)).stdout).toMatch(/^counter {2}✓ completed\n/)
    agent.signal('SIGTERM')
    expect((await agent.ended).code).toBe(0)
  })
})

describe('everything on one machine', () => {
  test('Ctrl-C ends the agents and then the server, and leaves no process', async () => {
    await using terminal = await openTerminal({}, 'of the checkout')
    const up = terminal.start('up', '--port', '0', '--log-level', 'info')
    await up.until(listening)
    // Also what the server logs by itself says whose it is.
    await up.until(/^server +│ \[[\d:]+\] INFO: Ready$/m)
    await Promise.all([up.until(/Agent \S+ serves services/), up.until(/Agent \S+ serves default/)])
    const pids = (await terminal.processes()).map(({ pid }) => pid)
    up.signal('SIGINT')
    expect((await up.ended).code).toBe(0)
    await untilGone(pids, 10_000)
    expect(await terminal.processes()).toEqual([])
  })

  test('after kill -9 it leaves no agent', async () => {
    await using terminal = await openTerminal()
    const up = terminal.start('up', '--port', '0', '--no-agent')
    await up.until(/Agent \S+ serves services/)
    const { pid } = JSON.parse(await readFile(join(terminal.folder, 'connection.json'), 'utf8')) as Connection
    const pids = (await terminal.processes()).map((one) => one.pid)
    expect(pids.length).toBe(3)
    process.kill(pid, 'SIGKILL')
    await untilGone(pids, 10_000)
  })

  test('an agent that dies is started again', async () => {
    await using terminal = await openTerminal()
    const up = terminal.start('up', '--port', '0', '--no-agent')
    await up.until(/Agent \S+ serves services/)
    const agent = (await terminal.processes()).find(({ command }) => / agent /.test(command))
    process.kill(agent?.pid ?? 0, 'SIGKILL')
    await up.until(/ended \(SIGKILL\); started again[^]*Agent \S+ serves services/)
    up.signal('SIGTERM')
    expect((await up.ended).code).toBe(0)
  })

  test('the demo completes where controller and steps share one slot, and leaves nothing behind', { timeout: 120_000 }, async () => {
    await using terminal = await openTerminal({}, 'of the checkout')
    const { code, stdout, stderr } = await terminal.run('demo', '--layout', 'same-queue', '--json')
    expect({ code, stderr }).toMatchObject({ code: 0 })
    expect((JSON.parse(stdout) as { accuracy: number }).accuracy).toBeGreaterThan(0.9)
    expect(await terminal.processes()).toEqual([])
  })
})
