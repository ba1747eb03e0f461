import { defineStep, engineVersion, replay, type RunEvent, stepOf } from '@clearway/engine'
import { openConnection, type Connection, Task } from '@clearway/sdk'
import { startServer, database, type World } from '@clearway/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTerminal, type Terminal } from '../test/terminal.ts'

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

async function failedTask(name: string, lines: readonly string[]): Promise<string> {
  const task = await Task.create({ projectName: 'runs', taskName: name, connection })
  await task.markStarted()
  for (const line of lines) task.logger.text(line)
  await task.markFailed('exit code 1')
  return task.id
}

interface FailedRun {
  readonly run: string
  /** The tasks of its step `train`. */
  readonly tasks: readonly string[]
}

/** A run whose step `train` failed twice, for which reason `evaluate` was skipped. */
async function aFailedRun(): Promise<FailedRun> {
  const { api } = connection
  const { id: run } = await Task.create({ projectName: 'runs', taskName: 'churn', connection })
  await api.tasks.edit({ task: run, type: 'controller', system_tags: ['pipeline'] })
  await api.tasks.started({ task: run })
  const tasks = [
    await failedTask('train', ['out of memory']),
    await failedTask('train', ['epoch 1', 'Traceback (most recent call last):', 'ValueError: no rows in 数据']),
  ]
  const [baseTask = ''] = tasks
  const steps = {
    train: defineStep({ name: 'train', baseTask, retries: 1 }),
    evaluate: defineStep({ name: 'evaluate', baseTask, parents: ['train'] }),
  }
  const attempts = tasks.flatMap((task, index) => [
    { type: 'step_launched', step: 'train', attempt: index + 1, task },
    { type: 'step_status', step: 'train', attempt: index + 1, task, status: 'failed', reason: `exit code ${index + 1}` },
  ])
  const definition = { name: 'churn', version: '1', parameters: {}, steps }
  const events = [{ type: 'run_started', run, definition }, ...attempts].map((event) => ({ at: Date.now(), ...event }))
  await api.runs.append({ run, expected_seq: 0, engine_version: 1, events })
  await api.tasks.failed({ task: run, status_reason: 'pipeline step failed' })
  return { run, tasks }
}

/** Lets the step `train` of a run that goes on fail again, twice. */
async function failAgain({ run, tasks }: FailedRun): Promise<void> {
  const { api } = connection
  const { seq, events } = await api.runs.get({ run })
  const { attempt = 0 } = stepOf(replay(events.map(({ event }) => event as unknown as RunEvent)), 'train') ?? {}
  const ends = tasks.map((task, at) => ({ type: 'step_status', step: 'train', attempt: attempt + at, task, status: 'failed' }))
  await api.tasks.started({ task: run })
  await api.runs.append({ run, expected_seq: seq, engine_version: engineVersion, events: ends.map((end) => ({ at: Date.now(), ...end })) })
  await api.tasks.failed({ task: run, status_reason: 'pipeline step failed' })
}

const statusOf = async (task: string) => (await connection.api.tasks.get_by_id({ task })).task.status

test('a failed run says why: the error, the last lines and the command for the rest, each try’s reason, and what was not done', async () => {
  const { run, tasks } = await aFailedRun()
  const [shown, json] = await Promise.all([terminal.run('pipeline', 'show', run), terminal.run('pipeline', 'show', 'churn', '--json')])
  expect(shown.code).toBe(0)
  expect(shown.stdout).toMatch(/^churn {2}✗ failed .*0 of 2 steps done, 1 failed, 1 skipped\n/)
  expect(shown.stdout).toMatch(new RegExp(`REPEATED.*\\ntrain +failed .*exit code 1 +${tasks[0]}\\n`))
  expect(shown.stdout).toContain('✗ train failed: ValueError: no rows in 数据; exit code 2\n')
  expect(shown.stdout).toContain('  │ Traceback (most recent call last):\n')
  expect(shown.stdout).toMatch(new RegExp(`clearway task logs ${tasks[1]}\\n$`))
  expect(JSON.parse(json.stdout)).toMatchObject({
    run: { id: run, status: 'failed' },
    steps: [
      { name: 'train', attempt: 2, tries: [{ task: tasks[0] }] },
      { name: 'evaluate', status: 'skipped' },
    ],
    failures: [{ step: 'train', task: tasks[1], message: 'ValueError: no rows in 数据' }],
  })
})

test('logs are searched for a pattern, a level and errors, in a run and in a task', async () => {
  const { run, tasks } = await aFailedRun()
  const [found, errors, leveled, refused] = await Promise.all([
    terminal.run('pipeline', 'logs', run, '--step', 'train', '--search', 'EPOCH [0-9]'),
    terminal.run('task', 'logs', tasks[1] ?? '', '--errors', '--json'),
    terminal.run('task', 'logs', tasks[1] ?? '', '--level', 'warning,error'),
    terminal.run('task', 'logs', tasks[1] ?? '', '--search', 'x', '--follow'),
  ])
  expect([found.code, found.stdout]).toEqual([0, expect.stringMatching(/^\d\d:\d\d:\d\d\S* +train │ epoch 1\n$/)])
  expect(JSON.parse(errors.stdout)).toMatchObject({
    total: 1,
    lines: [{ task: tasks[1], part: 'train', text: 'ValueError: no rows in 数据' }],
  })
  expect([leveled.code, leveled.stdout]).toEqual([0, 'No line is as you asked.\n'])
  expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('--follow cannot be used in a search')])
})

test('followed, a run that has failed ends with why, and with exit code 1', async () => {
  const { run } = await aFailedRun()
  const { code, stdout } = await terminal.run('pipeline', 'show', run, '--follow')
  expect([code, stdout]).toEqual([1, expect.stringMatching(/✗ train {2}failed[^]*✗ train failed: ValueError[^]*clearway task logs/)])
})

test('followed after a retry, it ends in the same way; with --json with its failures and what it waited for', async () => {
  const failed = await aFailedRun()
  const { run } = failed
  const running = terminal.start('pipeline', 'retry', run, '--from', 'train', '--follow')
  await expect.poll(() => statusOf(run)).toBe('queued')
  await failAgain(failed)
  expect(await running.ended).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/✗ train failed: ValueError[^]*clearway task logs/) as string,
  })
  const asJson = terminal.start('pipeline', 'retry', run, '--from', 'train', '--follow', '--json')
  await expect.poll(() => statusOf(run)).toBe('queued')
  await failAgain(failed)
  const { code, stdout } = await asJson.ended
  expect(code).toBe(1)
  expect(JSON.parse(stdout)).toMatchObject({
    run: { id: run, status: 'failed' },
    failures: [{ step: 'train', message: 'ValueError: no rows in 数据' }],
    warnings: expect.arrayContaining([expect.objectContaining({ code: 'no_agent' })]) as unknown,
  })
})

test.for([
  ['stopped', 3],
  ['published', 0],
] as const)('followed, a run that is %s ends with exit code %i', async ([status, exitCode]) => {
  const { api } = connection
  const { id: run } = await Task.create({ projectName: 'runs', taskName: status, connection })
  await api.tasks.edit({ task: run, type: 'controller', system_tags: ['pipeline'] })
  await api.tasks.started({ task: run })
  await api.tasks.stopped({ task: run })
  if (status === 'published') await api.tasks.publish({ task: run })
  expect((await terminal.run('pipeline', 'show', run, '--follow')).code).toBe(exitCode)
})
