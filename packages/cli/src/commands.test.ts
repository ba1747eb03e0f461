import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { defineStep } from '@clearway/engine'
import { openConnection, type Connection, Task } from '@clearway/sdk'
import { startServer, database, type World } from '@clearway/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTerminal, type Ran, type Terminal } from '../test/terminal.ts'

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

const project = 'commands'
const make = async (name: string, parts: object = {}): Promise<Task> =>
  Task.create({ projectName: project, taskName: name, connection, ...parts })
const answerOf = <T>({ stdout }: Ran): T => JSON.parse(stdout) as T
const errorOf = ({ stderr }: Ran): { code: string; message: string } =>
  (JSON.parse(stderr) as { error: { code: string; message: string } }).error

async function aRun(name: string, parameters: Record<string, string>, status: 'completed' | 'failed'): Promise<string> {
  const { id } = await make(name, { parameters })
  await connection.api.tasks.edit({ task: id, type: 'controller', system_tags: ['pipeline'] })
  await connection.api.tasks.started({ task: id })
  await connection.api.tasks[status]({ task: id })
  return id
}

test('runs are listed by status, project, time and page, and two are compared, differences first', async () => {
  const [a, b] = [
    await aRun('nightly', { 'Args/lr': '0.1', 'Args/rows': '5' }, 'failed'),
    await aRun('nightly #2', { 'Args/lr': '0.3', 'Args/rows': '5' }, 'completed'),
  ]
  const list = (...words: readonly string[]): Promise<Ran> => terminal.run('pipeline', 'list', '--project', project, '--json', ...words)
  const [failed, second, later, wrong, diff, shown] = await Promise.all([
    list('--status', 'failed'),
    list('--limit', '1', '--page', '2'),
    list('--since', '2099-01-01'),
    list('--since', 'yesterday'),
    terminal.run('pipeline', 'diff', a, b, '--json'),
    terminal.run('pipeline', 'diff', a, b),
  ])
  const past = await terminal.run('pipeline', 'list', '--project', project, '--page', '3')
  expect(past.stdout).toMatch(/^The list ends before page 3\.$/m)
  const ids = (answer: Ran): string[] => answerOf<{ tasks: { id: string }[] }>(answer).tasks.map(({ id }) => id)
  expect([failed, second, later].map(ids)).toEqual([[a], [a], []])
  expect([wrong.code, errorOf(wrong)]).toMatchObject([2, { code: 'usage', field: '--since' }])
  expect(answerOf(diff)).toMatchObject({
    a: { id: a, status: 'failed' },
    b: { id: b, status: 'completed' },
    parts: { parameters: { differences: [{ name: 'Args/lr', a: '0.1', b: '0.3' }], same: 1 } },
  })
  expect(shown.stdout).toMatch(/Parameters\nWHAT +A +B\nArgs\/lr +0\.1 +0\.3\n[^]*The same in both: parameters \(1\)/)
})

test('a list of an unknown project names it, and one that filters leave empty says so', async () => {
  const nouns = ['pipeline', 'task', 'model', 'artifact'] as const
  const ran = await Promise.all(nouns.map((noun) => terminal.run(noun, 'list', '--project', 'nope')))
  for (const { code, stdout, stderr } of ran)
    expect({ code, stdout, stderr }).toEqual({
      code: 1,
      stdout: '',
      stderr: "✗ There is no project 'nope'.\n  `clearway project list` shows what there is.\n",
    })
  const [byId, empty] = await Promise.all([
    terminal.run('task', 'list', '--project', '0'.repeat(32), '--json'),
    terminal.run('pipeline', 'list', '--name', '^nope$'),
  ])
  expect([byId.code, errorOf(byId).code]).toEqual([1, 'project_not_found'])
  expect(empty).toMatchObject({ code: 0, stdout: 'No run of a pipeline matches.\n' })
})

test('a task is cloned with another parameter, edited, moved and archived', async () => {
  const { api } = connection
  const source = await make('a source', { parameters: { 'Args/lr': '0.1', 'Args/rows': '5' } })
  const cloned = answerOf<{ task: string }>(
    await terminal.run('task', 'clone', source.id, '--name', 'a clone', '--set', 'Args/lr=0.3', '--json'),
  ).task
  const edited = await terminal.run('task', 'edit', cloned, '--tags', 'x,y', '--set', 'rows=7', '--unset', 'Args/rows', '--comment', 'said')
  expect(edited.stdout).toBe('✓ Changed: comment, tags, General/rows, Args/rows\n')
  const unknown = await terminal.run('task', 'edit', cloned, '--name', 'renamed', '--unset', 'Args/rows', 'lr', '--json')
  expect([unknown.code, errorOf(unknown)]).toMatchObject([
    2,
    { field: '--unset', message: expect.stringContaining('Args/rows, General/lr') as string },
  ])
  const moved = await terminal.run('task', 'move', cloned, source.id, '--project', `${project}/moved`)
  const archived = await terminal.run('task', 'archive', source.id)
  expect([edited, moved, archived].map(({ code, stderr }) => [code, stderr])).toEqual(Array(3).fill([0, '']))
  const { task } = await api.tasks.get_by_id({ task: cloned })
  expect(task).toMatchObject({ name: 'a clone', comment: 'said', tags: ['x', 'y'], hyperparams: { Args: { lr: { value: '0.3' } } } })
  expect(task.hyperparams?.['Args']).not.toHaveProperty('rows')
  const { projects } = await api.projects.get_all({ name: `^${project}/moved$` })
  expect(task.project).toBe(projects[0]?.id)
  expect((await api.tasks.get_by_id({ task: source.id })).task.system_tags).toContain('archived')
})

test('what deletes asks first: without a terminal it changes nothing, and says how much it would delete', async () => {
  const { api } = connection
  const task = await make('to be deleted')
  await task.markStarted()
  await task.uploadArtifact('rows', { rows: 150 })
  await task.markCompleted()
  const [asked, reset] = await Promise.all([terminal.run('task', 'delete', task.id, '--json'), terminal.run('task', 'reset', task.id)])
  expect([asked.code, asked.stdout, errorOf(asked)]).toMatchObject([
    1,
    '',
    { code: 'not_confirmed', message: `Delete the task to be deleted (${task.id}), with its log and 1 artifact (17 B): not confirmed.` },
  ])
  expect(reset.stderr).toMatch(/^✗ Reset the task [^]* and delete its log and 1 artifact \(17 B\): not confirmed\.\n {2}Give --yes/)
  expect((await api.tasks.get_by_id({ task: task.id })).task.status).toBe('completed')
  expect((await terminal.run('task', 'delete', task.id, '--yes')).stdout).toBe('✓ Deleted 1 task.\n')
  await expect(api.tasks.get_by_id({ task: task.id })).rejects.toMatchObject({ code: 'task_not_found' })
})

test('a project that holds something is deleted by force alone, and its tasks stay', async () => {
  const { id } = await Task.create({ projectName: 'to be emptied', taskName: 'stays', connection })
  const refused = await terminal.run('project', 'delete', 'to be emptied', '--yes')
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringMatching(/^✗ The project to be emptied holds 1 task and 0 models\.\n/)])
  expect((await terminal.run('project', 'delete', 'to be emptied', '--yes', '--force')).code).toBe(0)
  expect((await connection.api.tasks.get_by_id({ task: id })).task.name).toBe('stays')
})

test('artifacts and models are listed, printed and copied; a file that is there is not replaced unasked', async () => {
  const task = await make('with results')
  await task.markStarted()
  await task.uploadArtifact('table', { rows: ['数据', 2] })
  await task.outputModel({ name: 'net.json', bytes: new TextEncoder().encode('{"w":1}') })
  const output = join(terminal.folder, 'copied')
  const [list, cat, json, missing, got, model] = await Promise.all([
    terminal.run('artifact', 'list', task.id, '--json'),
    terminal.run('artifact', 'cat', task.id, 'table'),
    terminal.run('artifact', 'cat', task.id, 'table', '--json'),
    terminal.run('artifact', 'get', task.id, 'tables', '--json'),
    terminal.run('artifact', 'get', task.id, 'table', '--output', output),
    terminal.run('model', 'get', 'net.json', '--output', `${output}.model`, '--json'),
  ])
  const { artifacts } = answerOf(list) as { artifacts: readonly { readonly hash: string }[] }
  expect(answerOf(list)).toMatchObject({ artifacts: [{ key: 'table' }], total: 1 })
  const everywhere = await terminal.run(
    'artifact',
    'list',
    '--hash',
    artifacts[0]!.hash.slice(0, 12).toUpperCase(),
    '--search',
    'with results',
  )
  expect(everywhere.stdout).toMatch(/^NAME +TASK [^]*\ntable +with results /)
  expect(JSON.parse(cat.stdout)).toEqual({ rows: ['数据', 2] })
  expect(answerOf(json)).toMatchObject({ key: 'table', text: cat.stdout })
  expect(errorOf(missing)).toMatchObject({ code: 'not_found', cure: 'It has table.' })
  expect([got.code, await readFile(output, 'utf8')]).toEqual([0, cat.stdout])
  expect([answerOf(model), await readFile(`${output}.model`, 'utf8')]).toMatchObject([{ bytes: 7 }, '{"w":1}'])
  await writeFile(output, 'mine')
  const again = await terminal.run('artifact', 'get', task.id, 'table', '--output', output)
  expect([again.code, await readFile(output, 'utf8')]).toEqual([1, 'mine'])
  const [printed, printedModel, device, both] = await Promise.all([
    terminal.run('artifact', 'get', task.id, 'table', '--output', '-'),
    terminal.run('model', 'get', 'net.json', '--output', '-'),
    terminal.run('artifact', 'get', task.id, 'table', '--output', '/dev/null', '--json'),
    terminal.run('artifact', 'get', task.id, 'table', '--output', '-', '--json'),
  ])
  expect([printed.stdout, printedModel.stdout]).toEqual([cat.stdout, '{"w":1}'])
  expect(answerOf(device)).toMatchObject({ file: '/dev/null', bytes: cat.stdout.length + 4 })
  expect([both.code, errorOf(both)]).toMatchObject([2, { code: 'usage' }])
})

test('what tasks were given is listed only where it is asked for', async () => {
  const task = await make('with an input')
  const one = (key: string, mode: 'input' | 'output') => ({ key, mode, type: 'custom', uri: `http://127.0.0.1/${key}`, hash: '' })
  await connection.api.tasks.add_or_update_artifacts({ task: task.id, artifacts: [one('code', 'input'), one('made', 'output')] })
  const keysOf = async (...words: readonly string[]) =>
    (answerOf(await terminal.run('artifact', 'list', ...words, '--json')) as { artifacts: { key: string }[] }).artifacts.map(
      ({ key }) => key,
    )
  expect(await keysOf('--search', 'with an input')).toEqual(['made'])
  expect((await keysOf('--search', 'with an input', '--inputs')).sort()).toEqual(['code', 'made'])
  expect((await keysOf(task.id)).sort()).toEqual(['code', 'made'])
})

test('a task on a queue from which nobody takes it says why, and what helps', async () => {
  const { api } = connection
  await api.queues.create({ name: 'held-queue' })
  const [first, second] = [
    await make('held first', { script: { command: 'true' } }),
    await make('held second', { script: { command: 'true' } }),
  ]
  expect((await terminal.run('task', 'enqueue', first.id, '--queue', 'held-queue')).stdout).toBe(
    '◌ Queued, but no live worker serves that queue.\n  Start one: clearway agent --queue held-queue\n',
  )
  await terminal.run('queue', 'pause', 'held-queue')
  const cloned = await terminal.run('task', 'clone', second.id, '--queue', 'held-queue')
  expect(cloned.stdout).toMatch(
    /^✓ Cloned: [0-9a-f]{32}\n◌ Queued, but the queue ‘held-queue’ is paused, and no live worker serves that queue\.\n/,
  )
  expect(cloned.stdout).toContain('  Resume it: clearway queue resume held-queue\n')
  expect(answerOf(await terminal.run('task', 'enqueue', second.id, '--queue', 'held-queue', '--json'))).toMatchObject({
    holds: [
      { queue: 'held-queue', reason: 'paused', cure: 'clearway queue resume held-queue' },
      { queue: 'held-queue', reason: 'unserved' },
    ],
  })
})

test('what a task’s status does not allow is refused in the words that commands show, with what helps', async () => {
  const task = await make('that is over')
  await task.markStarted()
  await connection.api.tasks.completed({ task: task.id })
  const [edited, queued] = await Promise.all([
    terminal.run('task', 'edit', task.id, '--set', 'rows=1'),
    terminal.run('task', 'enqueue', task.id),
  ])
  expect(edited.stderr).toBe(
    `✗ The task is completed, and only one that is draft can be asked this. (task: ${task.id})\n` +
      '  `clearway task reset TASK` makes it a draft again, without its results; `clearway task clone TASK` makes a draft like it.\n' +
      '  --force does it all the same.\n',
  )
  expect(queued.stderr).toMatch(/^✗ The task is completed, and only one that is draft, queued, aborted or failed can be asked this\./)
  expect(queued.stderr).not.toContain('--force')
  await connection.api.tasks.publish({ task: task.id })
  expect((await terminal.run('task', 'enqueue', task.id)).stderr).toMatch(
    /^✗ The task is published, .*\n {2}`clearway task clone TASK` makes a draft like it\.\n$/,
  )
  const waits = await make('that waits', { script: { command: 'true' } })
  await connection.api.tasks.enqueue({ task: waits.id })
  expect((await terminal.run('task', 'delete', waits.id, '--yes')).stderr).toMatch(/\n {2}Give --force to do it all the same\.\n$/)
  expect((await terminal.run('task', 'delete', waits.id, '--yes', '--force')).code).toBe(0)
})

test('a queue is paused, its tasks are moved and removed, and it is deleted', async () => {
  const { api } = connection
  const { id: queue } = await api.queues.create({ name: 'a queue to manage' })
  const tasks = [await make('queued first', { script: { command: 'true' } }), await make('queued last', { script: { command: 'true' } })]
  for (const { id } of tasks) await api.tasks.enqueue({ task: id, queue })
  const run = (verb: string, ...words: readonly string[]): Promise<Ran> => terminal.run('queue', verb, ...words)
  expect((await run('move', tasks[1]!.id, '--front')).stdout).toBe('✓ queued last is number 1 of its queue.\n')
  expect((await run('move', tasks[1]!.id, '--front', '--back')).code).toBe(2)
  expect((await run('pause', queue.slice(0, 31))).stdout).toContain(`clearway queue resume ${queue.slice(0, 31)}\``)
  expect((await run('list')).stdout).toMatch(/a queue to manage +2 .* paused /)
  expect((await run('resume', queue)).stdout).toBe('✓ Resumed.\n')
  expect((await run('delete', queue)).stderr).toMatch(/and remove 2 tasks from it: not confirmed/)
  expect((await run('clear', queue, '--yes')).stdout).toBe('✓ Removed 2 tasks.\n')
  expect((await run('delete', queue, '--yes')).code).toBe(0)
  expect((await api.tasks.get_by_id({ task: tasks[0]!.id })).task.status).toBe('created')
})

test('a user is added with a link, listed, edited and deleted', async () => {
  const run = (verb: string, ...words: readonly string[]): Promise<Ran> => terminal.run('user', verb, ...words)
  const { id, link } = answerOf<{ id: string; link: string }>(await run('create', 'Ana', '--role', 'viewer', '--json'))
  expect(link).toMatch(/\/login#ticket=/)
  expect((await run('list')).stdout).toMatch(/Ana +viewer .*here/)
  expect((await run('edit', 'Ana', '--role', 'user')).stdout).toBe(`✓ Changed.  ${id}\n`)
  expect((await run('edit', 'clearway', '--role', 'user')).stderr).toContain('The server’s configuration sets this value of the user.')
  expect((await terminal.pipe('the first one\n', 'user', 'edit', 'Ana', '--password')).code).toBe(0)
  await using own = await openTerminal({ CLEARWAY_URL: world.url, CLEARML_API_ACCESS_KEY: 'Ana', CLEARML_API_SECRET_KEY: 'the first one' })
  expect(errorOf(await own.pipe('a wrong one\nthe second one\n', 'user', 'password', '--json'))).toMatchObject({ code: 'wrong_password' })
  expect((await own.pipe('the first one\nthe second one\n', 'user', 'password')).stdout).toBe('✓ Set the password of Ana.\n')
  expect((await run('delete', 'Ana')).stderr).toMatch(/not confirmed/)
  expect((await run('delete', 'Ana', '--yes')).stdout).toBe('✓ Deleted Ana.\n')
})

test('scalars are drawn as charts, and their points are in the JSON', async () => {
  const task = await make('with curves')
  await task.markStarted()
  const followed = terminal.run('task', 'scalars', task.id, '--follow')
  for (let at = 0; at < 20; at += 1) task.logger.scalar('loss', 'train', 1 / (at + 1), at)
  await task.markCompleted()
  const points = (await followed).stdout.trimEnd().split('\n')
  expect(points.map((line) => line.replace(/^\S+ {2}/, ''))).toEqual(
    Array.from({ length: 20 }, (_, at) => `loss train  ${at}  ${1 / (at + 1)}`),
  )
  const [shown, json, none] = await Promise.all([
    terminal.run('task', 'scalars', task.id),
    terminal.run('task', 'scalars', task.id, '--json', '--metric', 'loss'),
    terminal.run('task', 'scalars', task.id, '--metric', 'accuracy'),
  ])
  expect(shown.stdout).toMatch(/^loss\n +1 │[\u2801-\u28ff][^]*━ train 0\.05\n$/)
  expect(answerOf<{ metrics: { loss: { train: { x: number[]; y: number[] } } } }>(json).metrics.loss.train).toMatchObject({
    x: Array.from({ length: 20 }, (_, at) => at),
    y: expect.arrayContaining([1, 0.5, 0.05]) as number[],
  })
  expect(none.stdout).toBe('It reported no scalars.\n')
})

test('`pipeline retry --dry-run` says which steps would begin anew, and begins none', async () => {
  const { api } = connection
  const { id: base } = await make('of the retried')
  const run = await aRun('retried', {}, 'failed')
  const steps = Object.fromEntries(
    ['load', 'fit', 'report'].map((name, at, all) => [
      name,
      defineStep({ name, baseTask: base, parents: all.slice(0, at), cacheExecuted: name === 'load' }),
    ]),
  )
  const ends = [
    { type: 'cache_missed', step: 'load' },
    { type: 'step_status', step: 'load', attempt: 1, task: 'l', status: 'completed' },
    { type: 'step_status', step: 'fit', attempt: 1, task: 'f', status: 'failed' },
  ]
  const definition = { name: 'retried', version: '1', parameters: {}, steps }
  const events = [{ type: 'run_started', run, definition }, ...ends].map((event) => ({ at: Date.now(), ...event }))
  const { seq } = await api.runs.append({ run, expected_seq: 0, engine_version: 1, events })
  const [failed, all, json, withFile, followed] = await Promise.all([
    terminal.run('pipeline', 'retry', run, '--dry-run'),
    terminal.run('pipeline', 'retry', run, '--from', 'load', '--dry-run'),
    terminal.run('pipeline', 'retry', run, '--dry-run', '--json'),
    terminal.run('pipeline', 'retry', run, '--dry-run', '--file', 'x.ts', '--json'),
    terminal.run('pipeline', 'retry', run, '--dry-run', '--follow', '--json'),
  ])
  expect(failed.stdout).toBe('retried would go on.\n  begins anew  fit, report\n  keeps        load\n')
  expect(all.stdout).toBe('retried would go on.\n  begins anew             load, fit, report\n  perhaps from the cache  load\n')
  expect(answerOf<object>(json)).toMatchObject({ run, repeats: ['fit', 'report'], keeps: ['load'] })
  expect([withFile.code, followed.code]).toEqual([2, 2])
  expect((await api.runs.get({ run })).seq).toBe(seq)
})
