import { clientOf, database, startServer, startServerProcess } from '@clearway/testkit'
import { test as serverTest } from '@clearway/testkit/server-test'
import { expect } from 'vitest'
import { observe } from './dump.ts'
import { importedRows, wholeTask } from './imported-rows.ts'
import { fillSource, type FilledSource } from './import-source.ts'
import { type ImportReport, runImport, terminalOf } from './run-import.ts'

const test = serverTest
  .extend('source', { scope: 'file' }, ({ world }) => world)
  .extend('filled', { scope: 'file' }, ({ source }): Promise<FilledSource> => fillSource(source.connection, { tasks: 8, points: 20 }))

test(
  'tasks arrive with all their parts, events and files, and the same command again brings nothing',
  { timeout: 120_000 },
  async ({ source, filled }) => {
    await using target = await startServer(database)
    const dry = await runImport(target, source, '--dry-run')
    expect([dry.brought['tasks'], dry.brought['models'], (await target.api.tasks.get_all({})).tasks]).toEqual([11, 8, []])

    const first = await runImport(target, source)
    expect(first).toMatchObject({
      brought: {
        projects: 4,
        queues: 1,
        tasks: 11,
        models: 8,
        points: 160,
        lines: 161,
        plots: 8,
        images: 8,
        vectors: 8,
        files: 16,
        bytes: 80,
      },
      unchanged: 0,
      skipped: [],
    })
    for (const task of [...filled.tasks, filled.controller])
      expect(await wholeTask(target.api, task)).toEqual(await wholeTask(source.api, task))
    const { queues } = await target.api.queues.get_all({ name: '^gpu$' })
    expect(queues).toMatchObject([{ name: 'gpu', tags: ['fast'], system_tags: ['k8s-glue'], metadata: { rack: { value: '7' } } }])
    const { task: step } = await target.api.tasks.get_by_id({ task: filled.step })
    expect(step).toMatchObject({
      status: 'created',
      parent: filled.controller,
      status_reason: expect.stringContaining('It waited in a queue') as string,
    })
    const { task: running } = await target.api.tasks.get_by_id({ task: filled.running })
    expect(running).toMatchObject({ status: 'stopped', status_reason: expect.stringContaining('It was running') as string })
    const artifact = (await target.api.tasks.get_by_id({ task: filled.published })).task.execution?.artifacts?.find(
      ({ key }) => key === 'data',
    )
    expect(artifact?.uri).toMatch(new RegExp(`^${target.connection.url}/files/vision/train%200\\.`))
    const { models } = await target.api.models.get_all({ id: [filled.model] })
    expect(models).toMatchObject([{ name: 'net 0', task: filled.published, labels: { cat: 1 }, ready: true }])
    const { projects } = await target.api.projects.get_all({ name: 'nightly', search_hidden: true })
    expect(projects).toMatchObject([{ name: 'vision/.pipelines/nightly', system_tags: ['hidden', 'pipeline'] }])

    const again = await runImport(target, source)
    expect(again).toMatchObject({ brought: { tasks: 0, models: 0, points: 0, lines: 0, files: 0 }, unchanged: 19 })

    // What a task reports later is all that a later run brings.
    const log = async () => (await target.api.events.get_task_log({ task: filled.running, order: 'asc' })).events.map(({ msg }) => msg)
    expect(await log()).toEqual(['so far'])
    await source.api.events.add_batch([
      { type: 'log', task: filled.running, timestamp: Date.UTC(2026, 0, 2), level: 'info', msg: 'the end' },
    ])
    await source.api.tasks.completed({ task: filled.running })
    await target.api.tasks.update({ task: filled.controller, comment: 'mine' })
    await source.api.tasks.update({ task: filled.controller, comment: 'theirs' })
    const later = await runImport(target, source)
    expect(later).toMatchObject({
      brought: { tasks: 1, models: 0, lines: 3 },
      unchanged: 17,
      skipped: [{ what: 'task', why: 'changed here since the last import', count: 1 }],
    })
    expect(await log()).toEqual(['so far', 'so far', 'so far', 'the end'])
    expect((await target.api.tasks.get_by_id({ task: filled.running })).task.status).toBe('completed')
    expect((await target.api.tasks.get_by_id({ task: filled.controller })).task.comment).toBe('mine')
  },
)

test('one project with those below it, with files that stay where they are', { timeout: 60_000 }, async ({ source, filled }) => {
  await using target = await startServer(database)
  const { brought } = await runImport(target, source, '--project', 'vision/.pipelines', '--files', 'link')
  expect(brought).toMatchObject({ projects: 2, tasks: 2, models: 0, files: 0 })
  expect((await target.api.tasks.get_by_id({ task: filled.step })).task.parent).toBe(filled.controller)
  await using terminal = await terminalOf(target, source)
  const wrong = await terminal.run('import', 'clearml', '--url', source.connection.url, '--project', 'visoin', '--json')
  expect([wrong.code, (JSON.parse(wrong.stderr) as { error: { code: string } }).error.code]).toEqual([1, 'not_found'])
  const itself = await terminal.run(
    'import',
    'clearml',
    '--url',
    target.connection.url,
    '--key',
    target.connection.accessKey,
    '--secret',
    target.connection.secretKey,
  )
  expect(itself).toMatchObject({ code: 1, stderr: expect.stringContaining('is this server itself') as string })
  const refused = await terminal.run('import', 'clearml', '--url', source.connection.url, '--key', 'wrong', '--secret', 'not to be shown')
  expect(refused.code).toBe(1)
  expect(refused.stderr + refused.stdout).not.toContain('not to be shown')
})

test(
  'an import whose command and server are killed in the middle ends like one that was not',
  { timeout: 300_000 },
  async ({ source, filled, onTestFinished }) => {
    const { tasks } = filled
    await using uninterrupted = await startServer(database)
    await runImport(uninterrupted, source)

    const fresh = await database.migrated()
    onTestFinished(() => fresh[Symbol.asyncDispose]())
    const killed = await startServerProcess(fresh)
    const settings = { port: Number(new URL(killed.connection.url).port) }
    const api = clientOf(killed.connection)
    const ids = [...tasks]
    const { uid = '' } = await source.api.server.info({})
    const whole = async () =>
      (await api.imports.get_known({ source: uid, entity: 'task', ids })).known.filter(({ marker }) => marker !== undefined).length
    const arrived = (count: number) => expect.poll(whole, { timeout: 60_000, interval: 20 }).toBeGreaterThanOrEqual(count)
    await using terminal = await terminalOf(killed, source)
    const words = ['import', 'clearml', '--url', source.connection.url, '--json']
    const first = terminal.start(...words)
    await arrived(1)
    first.signal('SIGKILL')
    expect((await first.ended).code).toBe(null)

    const second = terminal.start(...words)
    await arrived((await whole()) + 1)
    await killed.kill()
    await using restarted = await startServerProcess(fresh, { settings })
    const { code, stderr, stdout } = await second.ended
    expect([code, stderr]).toEqual([0, ''])
    expect((JSON.parse(stdout) as ImportReport).unchanged).toBeGreaterThan(0)
    expect(restarted.connection.url).toBe(killed.connection.url)

    await using one = await observe(uninterrupted.database)
    await using two = await observe(fresh)
    const [here, there] = await Promise.all([importedRows(two, killed.connection), importedRows(one, uninterrupted.connection)])
    expect(here).toEqual(there)
    for (const task of tasks) expect(await wholeTask(api, task)).toEqual(await wholeTask(uninterrupted.api, task))
  },
)
