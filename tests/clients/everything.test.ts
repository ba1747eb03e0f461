import { clientOf, database, startServer, startServerProcess } from '@clearway/testkit'
import { expect, test } from 'vitest'
import { runImport } from '../server/run-import.ts'
import { runProgram } from './client-test.ts'

interface ReadBack {
  readonly id: string
  readonly name: string
  readonly project: string
  readonly status: string
  readonly tags: readonly string[]
  readonly comment: string
  readonly parameters: Readonly<Record<string, string>>
  readonly configurations: { readonly classes: unknown; readonly notes: string }
  readonly user_properties: Readonly<Record<string, string>>
  readonly scalars: Readonly<Record<string, Readonly<Record<string, { readonly x: readonly number[]; readonly y: readonly number[] }>>>>
  readonly single_values: Readonly<Record<string, number>>
  readonly last_scalars: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>
  readonly plots: readonly (readonly [string, string, number])[]
  readonly images: readonly { readonly iteration: number; readonly size: readonly number[] }[]
  readonly console: string
  readonly artifacts: Readonly<Record<string, { readonly type: string; readonly hash_is_right: boolean; readonly value: unknown }>>
  readonly models: readonly { readonly name: string; readonly bytes: number; readonly tags: readonly string[] }[]
  readonly found_by_name: readonly string[]
  readonly found_by_tag: boolean
}

test(
  'what an unmodified clearml program reports can be read in Python and through the API after kill -9 of the server',
  { timeout: 240_000 },
  async () => {
    await using fresh = await database.fresh()
    const first = await startServerProcess(fresh)
    const { id } = await runProgram(first.connection, 'everything.py')
    await first.kill()

    await using server = await startServerProcess(fresh, { settings: { port: Number(new URL(first.connection.url).port) } })
    const { output } = await runProgram(server.connection, 'read_back.py', [id])
    const back = JSON.parse(/^READ (.*)$/m.exec(output)?.[1] ?? '{}') as ReadBack

    expect(back).toMatchObject({
      id,
      name: 'everything',
      project: 'clients/everything',
      status: 'completed',
      comment: 'A task that holds one of each.',
      found_by_name: [id],
      found_by_tag: true,
    })
    expect(back.tags).toEqual(['first tag', 'second'])
    expect(back.parameters).toMatchObject({
      'Args/epochs': '3',
      'Args/optimizer': 'sgd',
      'General/rate': '0.25',
      'General/nested/deep/value': 'x',
      'Data/text': 'two words',
    })
    expect(back.configurations).toEqual({ classes: { classes: ['a', 'b'], depth: { of: 2 } }, notes: 'line one\nline two: ä\n' })
    expect(back.user_properties).toMatchObject({ owner: 'a person', review: 'open' })
    expect(back.scalars['loss']?.['train']).toMatchObject({ x: [0, 1, 2], y: [1, 0.5, expect.closeTo(1 / 3)] })
    expect(back.single_values).toEqual({ 'final score': 0.875 })
    expect(back.last_scalars['loss']?.['train']).toEqual([expect.closeTo(1 / 3), expect.closeTo(1 / 3), 1])
    expect(back.plots.map(([metric]) => metric)).toEqual(expect.arrayContaining(['points', 'counts', 'table']))
    expect(back.images).toEqual([{ iteration: 1, size: [8, 8] }])
    expect(back.console).toContain('a line that was reported')
    expect(back.console).toContain('a line that was printed')
    expect(Object.values(back.artifacts).every(({ hash_is_right }) => hash_is_right)).toBe(true)
    expect(back.artifacts['summary']?.value).toEqual({ rows: 150, columns: ['a', 'b'] })
    expect(back.artifacts['notes']?.value).toBe('what was seen\n')
    expect(back.models).toMatchObject([{ name: 'a model', bytes: 256, tags: ['small'] }])

    const api = clientOf(server.connection)
    const { task } = await api.tasks.get_by_id({ task: id })
    expect(task).toMatchObject({
      status: 'completed',
      type: 'training',
      last_iteration: 2,
      hyperparams: { Args: { epochs: { value: '3', type: 'int' } } },
    })
    expect(task.execution?.artifacts?.map(({ key }) => key)).toEqual(['notes', 'object', 'summary'])
    const curves = await api.events.scalar_metrics_iter_histogram({ task: id })
    expect(curves['accuracy']?.['train']?.x).toEqual([0, 1, 2])
    const log = await api.events.get_task_log({ task: id, order: 'asc' })
    expect(log.events.some(({ msg }) => String(msg).includes('a line that was printed'))).toBe(true)

    // What an import brings elsewhere reads the same, files too, when the first server is gone.
    await using other = await startServer(database)
    expect(await runImport(other, server)).toMatchObject({ brought: { tasks: 1, models: 1 }, skipped: [] })
    await server.kill()
    const elsewhere = await runProgram(other.connection, 'read_back.py', [id])
    expect(JSON.parse(/^READ (.*)$/m.exec(elsewhere.output)?.[1] ?? '{}')).toEqual(back)
  },
)
