import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openConnection, type Connection, Task } from '@clearway/sdk'
import { startServer, database, type World } from '@clearway/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTerminal, type Terminal } from '../test/terminal.ts'

const esc = '\u001b'
const hostile = `evil${esc}]0;owned\u0007${esc}[2J${esc}[1A\n✓ all is well\u009b2J\u202e`
/** What a terminal acts on, beside lines, tabs and colours. */
const acts = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/

let world: World
let terminal: Terminal
let connection: Connection
beforeAll(async () => {
  world = await startServer(database)
  connection = await openConnection({ url: world.url, credentials: world.connection })
  const { accessKey, secretKey } = world.connection
  terminal = await openTerminal({ CLEARWAY_URL: world.url, CLEARML_API_ACCESS_KEY: accessKey, CLEARML_API_SECRET_KEY: secretKey })
})
afterAll(async () => {
  await terminal[Symbol.asyncDispose]()
  await world[Symbol.asyncDispose]()
})

test('control characters in names, comments, workers and logs do not reach the terminal, and JSON has them unchanged', async () => {
  const { api } = connection
  const task = await Task.create({ projectName: 'output', taskName: hostile, connection, parameters: { [`General/${hostile}`]: hostile } })
  await api.workers.register({ worker: hostile, queues: [] })
  await task.markStarted()
  task.logger.text(`${esc}[31mred${esc}[0m ${hostile}`)
  await task.markFailed(hostile, hostile)
  const [list, show, logs, workers, explain, json] = await Promise.all([
    terminal.run('task', 'list'),
    terminal.run('task', 'show', task.id),
    terminal.run('task', 'logs', task.id),
    terminal.run('worker', 'list'),
    terminal.run('task', 'explain', task.id),
    terminal.run('task', 'show', task.id, '--json'),
  ])
  for (const { code, stdout } of [list, show, workers, explain]) {
    expect(code).toBe(0)
    expect(stdout).toContain('evil␛]0;owned␇')
    expect(stdout).not.toMatch(acts)
    expect(stdout).not.toMatch(/^✓ all is well/m)
  }
  expect(logs.stdout).toContain(`${esc}[31mred${esc}[0m evil␛]0;owned␇␛[2J`)
  expect(logs.stdout.replaceAll(new RegExp(`${esc}\\[[0-9;]*m`, 'g'), '')).not.toMatch(acts)
  expect(json.stdout).not.toMatch(acts)
  expect((JSON.parse(json.stdout) as { task: { name: string } }).task.name).toBe(hostile)
})

test('an invalid address is named, with what it must be', async () => {
  const [word, host] = await Promise.all([
    terminal.run('task', 'list', '--url', 'not a url'),
    terminal.run('task', 'list', '--url', 'localhost:8008'),
  ])
  for (const [answer, url] of [
    [word, 'not a url'],
    [host, 'localhost:8008'],
  ] as const)
    expect(answer).toEqual({
      code: 1,
      stdout: '',
      stderr: `✗ The server’s address is '${url}', but must begin with http:// or https:// and name a host.\n  Give it by --url, CLEARWAY_URL or CLEARML_API_HOST, or url in code.\n`,
    })
})

test('an unknown host is named, with the flags to check', async () => {
  const { code, stderr } = await terminal.run('server', '--host', 'nowhere.invalid', '--port', '0', '--log-level', 'silent')
  expect([code, stderr]).toEqual([1, '✗ The address nowhere.invalid:0 cannot be listened on (ENOTFOUND).\n  Check --host and --port.\n'])
})

test('a refused field is named with the statuses that are allowed', async () => {
  const task = await Task.create({ projectName: 'output', taskName: 'no program', connection })
  await connection.api.tasks.started({ task: task.id })
  await connection.api.tasks.failed({ task: task.id })
  const [short, again] = await Promise.all([terminal.run('queue', 'create', 'ab'), terminal.run('task', 'stop', task.id)])
  expect(short.code).toBe(1)
  expect(short.stderr).toMatch(/^✗ The server does not take this: name must .*\.\n$/)
  expect(again.stderr + again.stdout).not.toMatch(/`allowed`|send force/)
})

test('stop names the run that it stopped: the newest of the pipeline', async () => {
  const make = async (name: string) => {
    const { id } = await Task.create({ projectName: 'output', taskName: name, connection })
    await connection.api.tasks.edit({ task: id, type: 'controller', system_tags: ['pipeline'] })
    await connection.api.tasks.started({ task: id })
    return id
  }
  const [first, second] = [await make('slow'), await make('slow #2')]
  const { code, stdout } = await terminal.run('pipeline', 'stop', 'slow')
  expect({ code, stdout }).toEqual({ code: 0, stdout: `✓ Stopped: slow #2  ${second}\n` })
  expect((await terminal.run('pipeline', 'stop', 'slow')).stdout).toBe(`slow #2  ${second}: it had ended already.\n`)
  const broken = await make('broken')
  const { id: queue } = await connection.api.queues.create({ name: 'of the broken' })
  await connection.api.tasks.launch({ key: { run: broken, step: 'one', attempt: 1 }, name: 'one', queue })
  await connection.api.tasks.failed({ task: broken })
  expect((await terminal.run('pipeline', 'stop', broken)).stdout).toBe(`✓ Stopped 1 task of a run that had ended: broken  ${broken}\n`)
  const { tasks } = await connection.api.tasks.get_all({ id: [first, second], search_hidden: true })
  expect(tasks.find(({ id }) => id === first)?.status).toBe('in_progress')
})

test('a program of a project that is not of modules is loaded without a warning', async () => {
  const folder = join(terminal.folder, 'commonjs')
  await mkdir(folder)
  await writeFile(join(folder, 'package.json'), '{}')
  await writeFile(join(folder, 'nothing.ts'), 'export const nothing: number = 1\n')
  const { code, stdout, stderr } = await terminal.run('pipeline', 'check', join(folder, 'nothing.ts'))
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).toMatch(/exports no pipeline/)
  expect(stderr).not.toMatch(/Warning|Reparsing/)
})
